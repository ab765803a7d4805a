"""The text report: golden files at several widths, and what must hold at any."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from idlint import api
from idlint.policy.findings import Finding, Instance
from idlint.report.model import Report
from idlint.report.terminal import Style, columns
from idlint.report.text import first_sentence, render, render_finding
from idlint.source import Span

Golden = Callable[[str, str], None]
Make = Callable[..., Report]


@pytest.mark.parametrize("width", [40, 60, 80, 140, 200, 0])
def test_report_looks_as_agreed_at_any_width(sample: Report, golden: Golden, width: int) -> None:
    golden(f"text-{width}.txt", render(sample, Style(width=width)))


@pytest.mark.parametrize("width", [60, 80, 140])
def test_report_in_colour_looks_as_agreed(sample: Report, golden: Golden, width: int) -> None:
    golden(f"text-{width}-colour.txt", render(sample, Style(width=width, colour=True, links=True)))


@pytest.mark.parametrize("colour", [False, True], ids=["plain", "colour"])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_first_run_on_a_large_estate_looks_as_agreed(
    first_run: Report, golden: Golden, width: int, colour: bool
) -> None:
    name = f"first-run-{width}{'-colour' if colour else ''}.txt"
    golden(name, render(first_run, Style(width=width, colour=colour, links=colour)))


def test_short_help_of_what_every_language_has_is_in_no_syntax() -> None:
    rules = {rule.id: rule for rule in api.load_rules().rules}
    help = first_sentence(rules["database-server-without-standby"].fix)
    assert "`" not in help
    assert "burstable" in help


def headlines(text: str) -> list[str]:
    return re.findall(r"^(?:error|warning|note)\[", text, re.MULTILINE)


def test_of_many_findings_the_first_are_shown_and_all_on_request(first_run: Report) -> None:
    short, full = render(first_run, Style(width=0)), render(first_run, Style(width=0, full=True))
    assert len(headlines(short)) == 10
    assert len(headlines(full)) == 40
    assert "Shown: the first 10" in short
    assert "--full" not in full
    assert "First: what fails the run, then what most workloads depend on" in full


def test_few_findings_are_all_shown(first_run: Report) -> None:
    text = render(first_run._replace(findings=first_run.findings[:25]))
    assert len(headlines(text)) == 25
    assert "--full" not in text


def test_what_fails_the_run_is_the_first_to_be_shown(first_run: Report) -> None:
    text = render(first_run, Style(width=0))
    assert text.index(".data31 is") < text.index(".data17 is") < text.index(".data34 is")


def test_report_for_an_ascii_terminal_looks_as_agreed(sample: Report, golden: Golden) -> None:
    golden("text-ascii.txt", render(sample, Style(width=60, unicode=False, show_unknown=True)))


@pytest.mark.parametrize("width", range(40, 201, 20))
def test_line_is_wider_than_the_terminal_only_for_one_word(sample: Report, width: int) -> None:
    for line in render(sample, Style(width=width, show_unknown=True)).splitlines():
        assert columns(line) <= width or len(re.split(r" +", line.strip())) <= 3


def test_colours_change_nothing_but_colours(sample: Report) -> None:
    coloured = render(sample, Style(colour=True, links=True))
    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", coloured) == render(sample, Style())


def test_secret_text_is_nowhere_in_the_report(sample: Report) -> None:
    assert "hunter2" not in render(sample)


def test_finding_alone_begins_with_its_severity_and_has_no_summary(sample: Report) -> None:
    lines = render_finding(sample.findings[-1], sample).splitlines()
    assert lines[0].startswith("error[storage-single-region]: azurerm_storage_account.data is")
    assert lines[-1] == "  = docs: idlint explain storage-single-region"


@pytest.mark.parametrize(
    ("instances", "note"),
    [
        ([("a", "infra", "")], "a in infra"),
        ([("a", "infra", "dev"), ("a", "infra", "prod")], "a in infra (dev, prod)"),
        ([("a", "x", "dev"), ("b", "y", "")], "2 instances in x (dev), y: a, b"),
        ([(f"a[{n}]", "x", "") for n in range(9)], "9 instances in x: a[0], a[1], a[2], a[3] and 5 more"),
        ([("", "infra", "dev")], "in infra (dev)"),
    ],
)
def test_instances_are_one_line(make: Make, instances: list[tuple[str, str, str]], note: str) -> None:
    found = Finding(
        "no-alert", "", "", "low", "high", "no alert", Span("infra/main.tf", 0, 6), "",
        tuple(Instance(*instance) for instance in instances),
    )  # fmt: skip
    assert f"= note: {note}\n" in render(make(found), Style(width=0))


@pytest.mark.parametrize(
    ("prose", "sentence"),
    [
        ("Use GZRS. Then test.", "Use GZRS."),
        ("Use GZRS,\n  e.g. in\n  West Europe", "Use GZRS, e.g. in West Europe"),
        ("Set `a` to 1.2 or more. `b` stays.", "Set `a` to 1.2 or more."),
        ("Name the identity:\n\n    id = 1\n", "Name the identity."),
        ("Most advisable first:\n\n1. Use `a`: it is\n   there. And more.\n2. Use `b`.\n", "Use `a`: it is there."),
        ("Keep it. Most advisable first:\n\n1. Use `a`.\n", "Keep it."),
        ("", ""),
    ],
)
def test_help_is_the_first_sentence_of_the_advice(prose: str, sentence: str) -> None:
    assert first_sentence(prose) == sentence
