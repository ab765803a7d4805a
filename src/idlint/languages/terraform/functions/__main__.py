"""Writes the table of docs/terraform-functions.md: `python -m idlint.languages.terraform.functions [--check] FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from idlint.languages.terraform.functions.casts import BEFORE_MARKS
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.functions.table import HOMES, function

_OPENTOFU = frozenset({"base64gunzip", "cidrcontains", "urldecode"})
_SPECIAL = {
    "can": "evaluates its argument itself; unknown where the argument is",
    "templatefile": "known pieces of the text stay known beside unknown ones",
    "templatestring": "known pieces of the text stay known beside unknown ones",
    "try": "evaluates its arguments itself, one after the other",
}
_TREATMENTS = {
    "whole": "unknown if any part of an argument is; one unknown argument keeps its origin",
    "parts": "what is known in the arguments stays known in the result",
}
_HEAD = """# Terraform functions

<!-- Written by `python -m idlint.languages.terraform.functions`; do not edit. -->

Every function of Terraform 1.11 and the pure additions of OpenTofu, and what idlint makes of it. The results are held
against `terraform console` by `python scripts/terraform_conformance.py`. Functions that providers define
(`provider::…`) are unknown.

| Function | Parameters | Evaluated | With unknown arguments |
|---|---|---|---|
"""


def render() -> str:
    """The whole document."""
    rows = {name: _row(name, found) for name in HOMES if (found := function(name))}
    rows |= {name: f"| `{name}` | `any` | yes | about sensitivity alone |" for name in BEFORE_MARKS}
    rows |= {name: f"| `{name}` | | yes | {treatment} |" for name, treatment in _SPECIAL.items()}
    return _HEAD + "\n".join(rows[name] for name in sorted(rows)) + "\n"


def _row(name: str, function: Function) -> str:
    label = f"`{name}`" + (" (OpenTofu)" if name in _OPENTOFU else "")
    parameters = f"`{function.parameters}`" if function.parameters else ""
    if function.treatment == "never":
        return f"| {label} | {parameters} | no: {function.note} | |"
    evaluated = f"yes; {function.note}" if function.note else "yes"
    return f"| {label} | {parameters} | {evaluated} | {_TREATMENTS[function.treatment]} |"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is what would be written."""
    *options, name = arguments
    target = Path(name)
    if "--check" not in options:
        target.write_text(render(), encoding="utf-8")
        return 0
    same = target.is_file() and target.read_text(encoding="utf-8") == render()
    if not same:
        sys.stderr.write(f"{name} is out of date: run python -m idlint.languages.terraform.functions {name}\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
