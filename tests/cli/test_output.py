"""Which reports go where."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.cli.output import requested
from idlint.errors import UsageError

GITHUB = {"GITHUB_ACTIONS": "true"}


@pytest.mark.parametrize(
    ("format_name", "outputs", "environ", "expected"),
    [
        (None, [], {}, [("text", None)]),
        ("json", [], GITHUB, [("json", None)]),
        (None, [], GITHUB, [("text", None), ("github", None)]),
        (None, [], {"TF_BUILD": "True"}, [("text", None), ("azure", None)]),
        (None, ["sarif=a.sarif"], {}, [("text", None), ("sarif", Path("a.sarif"))]),
        (None, ["sarif=a.sarif", "text"], GITHUB, [("text", None), ("sarif", Path("a.sarif"))]),
        ("text", ["text", "json"], {}, [("text", None), ("json", None)]),
    ],
)
def test_every_report_is_written_once_and_something_is_printed(
    format_name: str | None, outputs: list[str], environ: dict[str, str], expected: list[tuple[str, Path | None]]
) -> None:
    assert list(requested(format_name, outputs, environ)) == expected


def test_a_format_without_its_file_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="expected FORMAT=FILE"):
        requested(None, ["sarif="], {})
