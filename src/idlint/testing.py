"""The rule test kit, for our rules and for anybody's: the examples in a rule's folder are its tests.

An example is one file beside `rule.yaml`: `fail.tf`, `pass.tf`, `unknown.tf`, `fail-slot.bicep`, … or, where one
file does not do (a pipeline has to lie where its platform looks for it), a folder that is read as a repository:
`fail-github/.github/workflows/deploy.yml`. A comment `expect: rule-id` stands on the line that must be reported, or
alone on the line above it. A failing example must be reported exactly where it says; a passing one by no rule at all;
an unknown one by no rule, and this rule must say that it could not decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from idlint.api import analyse, load_rules
from idlint.discovery import INPUT_SUFFIXES, Discovery, discover
from idlint.errors import RuleError
from idlint.plugins import load_plugins
from idlint.policy.findings import Finding
from idlint.policy.rule import Rule
from idlint.policy.ruleset import Ruleset
from idlint.records import NamedTuple
from idlint.report.model import Report
from idlint.repository import Repository
from idlint.settings import Settings, load_settings
from idlint.source import SourceTree

KINDS = ("fail", "pass", "unknown")
EXAMPLE_SUFFIXES = INPUT_SUFFIXES
TODAY = date(2026, 12, 1)
"""The date on which examples are judged, so that they never expire."""


class Example(NamedTuple):
    """One example file of one rule."""

    rule: str
    path: Path
    """The file, or the folder."""
    kind: str
    """`fail`, `pass` or `unknown`."""

    def files(self) -> list[Path]:
        """The files of the example, sorted."""
        if self.path.is_file():
            return [self.path]
        return sorted(path for path in self.path.rglob("*") if path.is_file())


class Line(NamedTuple):
    """A rule reported on a line of a file of the example."""

    rule: str
    number: int
    path: str


def rule_folders(folder: Path) -> list[Path]:
    """`folder` itself where it is a rule's, else the rule folders in it, sorted."""
    if (folder / "rule.yaml").is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob("*/rule.yaml"))


def examples(folder: Path) -> list[Example]:
    """The examples in one rule's folder, sorted; `RuleError` where there are none, or none that must fail."""
    found = [
        Example(folder.name, path, kind)
        for path in sorted(folder.iterdir())
        if (path.is_dir() or path.name.endswith(EXAMPLE_SUFFIXES)) and path.name != "rule.yaml"
        for kind in KINDS
        if path.name.partition(".")[0].partition("-")[0] == kind
    ]
    kinds = {example.kind for example in found}
    for needed in ("fail", "pass"):
        if needed not in kinds:
            raise RuleError(f"{folder.name}: no {needed} example: add {needed}.tf, {needed}.bicep or {needed}.json")
    return found


def load_for(folder: Path) -> Ruleset:
    """The rules to run an example of `folder` with: all installed ones, and the folder's own."""
    plugins = load_plugins()
    shipped = load_rules(plugins)
    if folder.name in {rule.id for rule in shipped.rules}:
        return shipped
    return load_rules(plugins, folders=(folder.parent,))


def failures(example: Example, ruleset: Ruleset) -> list[str]:
    """What is wrong with `example`, one sentence each with the line; empty where it holds."""
    rules = [rule for rule in ruleset.rules if example.kind == "pass" or rule.id == example.rule]
    report, expected = _run(example, ruleset, rules)
    found = {_line(item, report): item.message for item in report.findings}
    wrong = [*_missing(expected, found), *_unexpected(expected, found)]
    if example.kind == "fail" and not expected:
        wrong.append(f"nothing is expected: write `expect: {example.rule}` on the line that must be reported")
    if example.kind == "unknown" and not any(verdict.rule == example.rule for verdict in report.unknown):
        wrong.append("the rule decides it, but an unknown example must be undecided")
    return wrong


def _missing(expected: Iterable[Line], found: Iterable[Line]) -> Iterator[str]:
    for line in sorted(set(expected) - set(found), key=_place):
        yield f"{_where(line, expected)}: expected {line.rule}, not reported"


def _unexpected(expected: Iterable[Line], found: dict[Line, str]) -> Iterator[str]:
    for line in sorted(set(found) - set(expected), key=_place):
        yield f"{_where(line, found)}: {line.rule} is reported but not expected: {found[line]}"


def _line(finding: Finding, report: Report) -> Line:
    placed = report.places[finding.location]
    return Line(finding.rule, placed.position.line, placed.path)


def _place(line: Line) -> tuple[str, int, str]:
    return line.path, line.number, line.rule


def _where(line: Line, others: Iterable[Line]) -> str:
    """The line; with its file where the example has several."""
    several = "/" in line.path or len({other.path for other in others}) > 1
    return f"{line.path}:{line.number}" if several else f"line {line.number}"


def _run(example: Example, ruleset: Ruleset, rules: Sequence[Rule]) -> tuple[Report, list[Line]]:
    """The report over one example, read as if it were alone, and what its comments expect."""
    repository = _repository(example)
    tree = repository.tree
    analysis = analyse(repository, ruleset, rules, TODAY)
    expected = [
        Line(item.rule, tree.read(item.span.path).line_number(item.span.start) + item.own_line, item.span.path)
        for document in analysis.documents
        for item in dict.fromkeys(document.directives)
        if item.action == "expect"
    ]
    return analysis.report, expected


def _repository(example: Example) -> Repository:
    """The example's folder as a repository, or its file as the only one of its folder."""
    if example.path.is_dir():
        tree = SourceTree(example.path)
        return Repository(tree, load_settings(example.path), discover(tree), (".",))
    name = example.path.name
    tree = SourceTree(example.path.parent, frozenset({name}))
    return Repository(tree, Settings(), Discovery((name,), {}, {}, (".",)), (".",))
