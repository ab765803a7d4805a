"""Writes the generated pages of the documentation, or checks that they are up to date.

python scripts/generate_docs.py            write docs/rules/*.md and what the examples' READMEs quote
python scripts/generate_docs.py --check    exit 1 and name every page that is not up to date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quotes import readmes

from idlint.api import load_rules
from idlint.builtins import shipped
from idlint.plugins import load_plugins
from idlint.report.pages import rule_page, rules_index
from idlint.testing import examples

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def pages() -> dict[Path, str]:
    """Every generated page with the text it should have."""
    rules = load_rules(load_plugins(entry_points=False)).rules
    found = {DOCS / "rules" / "README.md": rules_index(rules)}
    for rule in rules:
        folder = shipped("rules") / rule.id
        files = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for item in examples(folder)
            for path in item.files()
        }
        found[DOCS / "rules" / f"{rule.id}.md"] = rule_page(rule, files)
    return {**found, **dict(readmes())}


def main() -> None:
    """Write the pages, or check them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")
    check = arguments.parse_args().check
    wanted = pages()
    present = {
        path: path.read_text(encoding="utf-8") for path in (*(DOCS / "rules").glob("*.md"), *wanted) if path.exists()
    }
    stale = sorted(path for path in {*wanted, *present} if wanted.get(path) != present.get(path))
    for path in stale:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check and path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        elif not check:
            path.unlink()
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
