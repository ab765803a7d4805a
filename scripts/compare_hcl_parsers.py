"""Compares the structure that idlint and python-hcl2 see in every `.tf` file below some folders.

    python scripts/compare_hcl_parsers.py [--jobs N] FOLDER …

Structure is the attribute names and the blocks (type, labels, structure of the body) at every depth. A file is `equal`,
or belongs to a class of difference, which the table explains. python-hcl2 is a development dependency, and much slower.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent / "tests" / "languages" / "terraform"

CLASSES = {
    "equal": "both see the same",
    "both refuse": "a syntax error to both",
    "only python-hcl2 refuses": "python-hcl2 raises, idlint reads the file without a problem",
    "only idlint refuses": "idlint reports a syntax error, python-hcl2 reads the file",
    "not text": "no UTF-8, or NUL bytes",
    "different": "unexplained: a mistake of somebody",
}


def files(folders: list[Path]) -> Iterator[Path]:
    """Every `.tf` file below the folders, hidden folders left out."""
    for folder in folders:
        for path in sorted(folder.rglob("*.tf")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield path


def verdict(path: Path) -> tuple[str, str, str]:
    """The file, its class, and a detail."""
    sys.path.insert(0, str(TESTS))
    import hcl2

    from idlint.errors import SourceError
    from idlint.languages.terraform.syntax import parse
    from idlint.source import decode_check

    differential = import_module("test_differential")

    try:
        source = decode_check(path.name, path.read_bytes())
    except SourceError as error:
        return str(path), "not text", error.message
    syntax = parse(source)
    try:
        theirs: Any = differential.theirs(hcl2.loads(source.text))
    except Exception as error:
        both = "both refuse" if syntax.problems else "only python-hcl2 refuses"
        return str(path), both, " ".join(str(error).split())[:120]
    if syntax.problems:
        return str(path), "only idlint refuses", syntax.problems[0].message
    ours = differential.ours(syntax.body)
    if ours == theirs:
        return str(path), "equal", ""
    only = (str(_missing(one, other)[:1])[:70] for one, other in ((ours, theirs), (theirs, ours)))
    return str(path), "different", "only idlint {} / only python-hcl2 {}".format(*only)


def _missing(left: list[Any], right: list[Any]) -> list[Any]:
    rest = Counter(map(repr, right))
    missing = []
    for item in left:
        if rest[repr(item)]:
            rest[repr(item)] -= 1
        else:
            missing.append(item)
    return missing


def main() -> None:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with ProcessPoolExecutor(options.jobs) as pool:
        for path, name, detail in pool.map(verdict, files(options.folders), chunksize=20):
            found[name].append((path, detail))
    for name, explanation in CLASSES.items():
        if found[name]:
            print(f"{len(found[name]):>6}  {name}: {explanation}")
            for path, detail in found[name][:8] if name != "equal" else []:
                print(f"           {path}: {detail}")


if __name__ == "__main__":
    main()
