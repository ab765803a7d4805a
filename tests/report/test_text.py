"""The text report: golden files at several widths, and what must hold at any."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.report.model import Report
from idlint.report.terminal import Style
from idlint.report.text import render

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("width", [40, 60, 80, 140, 200, 0])
def test_report_looks_as_agreed_at_any_width(sample: Report, golden: Golden, width: int) -> None:
    golden(f"text-{width}.txt", render(sample, Style(width=width)))


def test_report_in_colour_looks_as_agreed(sample: Report, golden: Golden) -> None:
    golden("text-colour.txt", render(sample, Style(width=80, colour=True, links=True)))


def test_report_for_an_ascii_terminal_looks_as_agreed(sample: Report, golden: Golden) -> None:
    golden("text-ascii.txt", render(sample, Style(width=60, unicode=False, show_unknown=True)))
