"""The summary: what was understood, what was not and why, and what a reader can do about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.policy.findings import UnknownVerdict
from idlint.report.counts import plural
from idlint.report.model import Files, Report
from idlint.report.summary import summary_lines, unknown_lines
from idlint.report.terminal import Style

Make = Callable[..., Report]
WIDE = Style(width=0)


def lines(report: Report) -> list[str]:
    return list(summary_lines(report, WIDE))


def test_clean_run_says_so_in_two_lines(make: Make) -> None:
    assert lines(make(files=Files(checked=("a.tf",)))) == ["No findings", "Files: 1 checked"]


def test_findings_are_counted_by_severity_worst_first(sample: Report) -> None:
    assert lines(sample)[0] == "Found 5 findings: 1 critical, 2 high, 1 medium, 1 low"


def test_files_that_were_not_read_are_named_with_the_reason(sample: Report) -> None:
    assert "  skipped: infra/big.tf: is larger than the limit of 5,000,000 bytes" in lines(sample)
    assert "  not an input: 11 Helm templates, 2 Terragrunt" in lines(sample)


def test_long_lists_end_with_how_many_more(make: Make) -> None:
    report = make(files=Files(partly=tuple(f"{number}.tf" for number in range(25))))
    assert lines(report)[2:] == [f"  partly understood: {number}.tf" for number in range(10)] + ["  and 15 more"]


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("Azure/naming/azurerm", "terraform init"),
        ("git::ssh://example.com/x.git?ref=v1", "terraform init"),
        ("br:example.azurecr.io/net:1.0", "bicep restore"),
        ("br/public:avm/res/storage:1", "bicep restore"),
        ("ts:00000000/rg/spec:1", "bicep restore"),
        ("infra/broken.tf", "correct the file"),
        ("infra/main.bicepparam", "correct the file"),
    ],
)
def test_opaque_source_comes_with_what_resolves_it(make: Make, source: str, advice: str) -> None:
    (hint,) = (line for line in lines(make(opaque={source: 2})) if "hint:" in line)
    assert advice in hint


def test_a_template_of_another_repository_can_be_mapped_and_a_workflow_of_one_can_not(make: Make) -> None:
    (hint,) = (line for line in lines(make(opaque={"steps/apply.yml@shared": 1})) if "hint:" in line)
    assert "under `pipelines` in the configuration" in hint
    assert not any("hint:" in line for line in lines(make(opaque={"acme/dx/.github/workflows/x.yml@main": 1})))


def test_advice_is_given_once_for_many_sources(make: Make) -> None:
    found = lines(make(opaque={"a/b/c": 1, "d/e/f": 3}))
    assert found[2:] == [
        "Opaque: 2 sources not read, used in 4 calls",
        "  d/e/f (3 calls)",
        "  a/b/c (1 call)",
        "  hint: run `terraform init`, or map the source to a folder under `modules` in the configuration",
    ]


def test_undecided_verdicts_are_counted_with_the_way_to_list_them(sample: Report) -> None:
    assert "Undecided: 3 verdicts for 2 reasons (list them with --show-unknown)" in lines(sample)
    assert not any("Undecided" in line for line in summary_lines(sample, Style(show_unknown=True)))


def test_undecided_verdicts_are_listed_by_reason_the_most_frequent_first(sample: Report) -> None:
    assert list(unknown_lines(sample, WIDE)) == [
        "Undecided: 3 verdicts, by reason",
        "  2 verdicts: variable without a value",
        "    single-token-path: azurerm_linux_web_app.a in infra (dev)",
        "    single-token-path: azurerm_linux_web_app.b in infra (dev)",
        "  1 verdict: module is not downloaded",
        "    storage-single-region: st002",
    ]


def test_undecided_verdict_cannot_drive_the_terminal(make: Make) -> None:
    report = make(unknown=(UnknownVerdict("r", "a\x1b[2J", "why\x07"),))
    assert "\x1b" not in "".join(unknown_lines(report, WIDE))


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ((0, 0), None),
        ((2, 2), "Criticality: declared by 2 of 2 workloads"),
        ((0, 1), "Criticality: declared by 0 of 1 workload; assumed for the rest, which caps their findings at medium"),
    ],
)
def test_criticality_says_how_much_is_assumed(make: Make, declared: tuple[int, int], line: str | None) -> None:
    found = [text for text in lines(make(declared=declared)) if text.startswith("Criticality")]
    assert found == ([line] if line else [])


@pytest.mark.parametrize(("count", "text"), [(0, "0 calls"), (1, "1 call"), (1234, "1,234 calls")])
def test_numbers_agree_with_their_noun(count: int, text: str) -> None:
    assert plural(count, "call") == text


def test_an_alias_that_nothing_names_is_named_first(make: Make) -> None:
    found = " ".join(lines(make(opaque={"br/acme:x:1": 1}, unaliased=frozenset({"br/acme:x:1"}))))
    assert "moduleAliases" in found
    assert "bicep restore" not in found
