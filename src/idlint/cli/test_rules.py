"""`idlint test-rules`: run the examples of rule folders, ours or anybody's."""

from __future__ import annotations

from pathlib import Path

import click

from idlint.cli.output import style_for, write
from idlint.errors import UsageError
from idlint.report.terminal import paint
from idlint.testing import examples, failures, load_for, rule_folders


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folders: tuple[Path, ...]) -> int:
    """Run the examples in FOLDERS: rule folders, or folders of rule folders.

    Exit code 0: every example holds. 1: one does not. 2: a rule or its folder is malformed.
    """
    style = style_for(None)
    passed = failed = 0
    for folder in [found for named in folders for found in _required(named)]:
        ruleset = load_for(folder)
        for example in examples(folder):
            wrong = failures(example, ruleset)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for sentence in wrong:
                title = paint("FAILED", "error", style)
                write(f"{title} {folder.name}/{example.path.name}: {sentence}\n", None)
    write(f"{passed} passed, {failed} failed\n", None)
    return int(failed > 0)


def _required(folder: Path) -> list[Path]:
    found = rule_folders(folder.resolve())
    if not found:
        raise UsageError(f"{folder}: no rule.yaml there, nor in a folder below it")
    return found
