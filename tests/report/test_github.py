"""GitHub annotations: escaping that no message can break out of, and the limit of ten of each kind."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from idlint.policy.findings import Finding
from idlint.report.github import escape, escape_property, render
from idlint.report.model import Files, Report
from idlint.source import Span

AT = Span("infra/main.tf", 0, 6)


def found(message: str, severity: str = "high") -> Finding:
    return Finding("no-alert", "monitoring", "platform", severity, "high", message, AT, "", ())


def test_annotations_look_as_agreed(sample: Report, golden: Callable[[str, str], None]) -> None:
    golden("github.txt", render(sample))


def test_message_cannot_begin_a_command_of_its_own(make: Callable[..., Report]) -> None:
    (line,) = render(make(found("100% sure\n::set-output name=x::y\r\n"))).splitlines()
    head = "::error file=infra/main.tf,line=1,endLine=1,title=no-alert,col=1,endColumn=7::"
    message = line.removeprefix(head)
    assert line.startswith(head)
    assert message == "100%25 sure ::set-output name=x::y"


def test_notes_are_lines_of_the_annotation(make: Callable[..., Report]) -> None:
    rendered = render(make(found("no alert")._replace(notes=("if created: count is unknown",))))
    assert rendered.endswith("::no alert%0Aif created: count is unknown\n")


def test_more_than_ten_of_a_kind_are_log_lines_worst_first(make: Callable[..., Report]) -> None:
    findings = [found(f"finding {number}", "low") for number in range(12)] + [found("worst", "critical")]
    lines = render(make(*findings)).splitlines()
    assert lines[0].endswith("::worst")
    assert sum(line.startswith("::notice ") for line in lines) == 10
    assert lines[11] == "2 findings more than the 10 of each kind that GitHub annotates:"
    assert [line.startswith("- infra/main.tf:1:1 low no-alert: finding") for line in lines[12:]] == [True, True]


def test_range_of_several_lines_has_no_columns_which_github_would_refuse(make: Callable[..., Report]) -> None:
    (line,) = render(make(found("no alert")._replace(location=Span("infra/main.tf", 0, 36)))).splitlines()
    assert "endLine=3," in line
    assert "col=" not in line


def test_skipped_file_is_named_and_cannot_begin_a_command(make: Callable[..., Report]) -> None:
    report = make(files=Files(skipped={"::error::x.tf": "is not UTF-8"}))
    assert render(report) == "- ::error::x.tf was skipped: is not UTF-8\n"


@given(st.text())
def test_escaped_text_is_one_line_and_keeps_its_meaning(text: str) -> None:
    escaped = escape(text)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert escaped.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") == text


@given(st.text())
def test_escaped_property_cannot_end_early(text: str) -> None:
    assert not set(escape_property(text)) & set(":,\n\r")
