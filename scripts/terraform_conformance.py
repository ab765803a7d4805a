"""Prints how much of what Terraform answers idlint answers the same: expressions, and whole configurations.

    python scripts/terraform_conformance.py

Expressions are those of tests/languages/terraform/expressions.txt, against what `terraform console` answered;
configurations those of tests/languages/terraform/configurations, every planned value and address against `terraform
show -json`. Both answers are recorded in the repository with the Terraform version (scripts/record_terraform_*.py), so
no binary is needed. Every difference is printed with its reason; the exit code is 1 where one has none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests" / "languages" / "terraform"


def expressions() -> Iterator[tuple[str, bool, str]]:
    """Every recorded expression: whether our answer is the recorded one, and why not where that is known."""
    console = import_module("test_console")

    for text, answer in console.RECORDING["answers"].items():
        equal = console.ours(text) == console.theirs(answer)
        yield text, equal, "" if equal else console.DIFFERENT.get(text, "")


def configurations() -> Iterator[tuple[str, bool, str]]:
    """Every recorded configuration: whether all that was planned is what we evaluate."""
    loading = import_module("test_loading")

    for name in loading.NAMES:
        try:
            loading.test_agrees_with_terraform_plan(name)
        except AssertionError:
            yield name, False, ""
        else:
            yield name, True, ""


def version() -> str:
    """The Terraform version of the recordings."""
    return str(json.loads((TESTS / "console.json").read_text(encoding="utf-8"))["terraform"])


def main() -> int:
    """Print both counts and every difference."""
    sys.path.insert(0, str(TESTS))
    unexplained = 0
    for label, results in (("expressions", list(expressions())), ("configurations", list(configurations()))):
        print(f"{label} {sum(equal for _, equal, _ in results)} of {len(results)} as Terraform {version()} answers")
        for what, equal, reason in results:
            if not equal:
                unexplained += not reason
                print(f"  {what}: {reason or 'UNEXPLAINED'}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
