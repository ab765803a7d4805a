"""What pytest collects: an item for each rule that applies in each deployment, and one for each rule example.

The repository is analysed once a session; items look up their part. A parse error is a failing
item, never a collection error, so that nobody's Python tests stop because of a typo in Terraform.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ExceptionInfo, TerminalRepr

from idlint.api import Analysis, analyse_paths
from idlint.document import Document
from idlint.errors import IdlintError
from idlint.policy.findings import Finding
from idlint.policy.gate import gates_one
from idlint.policy.rule import Rule
from idlint.policy.ruleset import Ruleset
from idlint.records import NamedTuple
from idlint.report.model import Report
from idlint.report.text import render_finding
from idlint.testing import Example, examples, failures, load_for


class Found(Exception):
    """The findings that fail an item."""

    def __init__(self, findings: Sequence[Finding], report: Report) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
        self.report = report


class Part(NamedTuple):
    """What one item is about."""

    rule: str
    findings: tuple[Finding, ...]


class InfrastructureCollector:
    """Collects the files at which deployments are anchored; registered only when asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @cached_property
    def analysis(self) -> Analysis:
        """The whole repository that holds pytest's root folder, analysed once a session."""
        try:
            return analyse_paths((self.config.rootpath,), require_input=False)
        except IdlintError as error:
            raise pytest.UsageError(f"idlint: {error}") from error

    @cached_property
    def anchors(self) -> Mapping[Path, Sequence[Part]]:
        """File -> the parts to show as its items."""
        return {self.analysis.repository.tree.root / path: parts for path, parts in _anchors(self.analysis).items()}

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """The collector for a file that anchors a deployment."""
        parts = self.anchors.get(file_path)
        if not parts:
            return None
        return InfrastructureFile.from_parent(parent, path=file_path, parts=parts, analysis=self.analysis)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what no item could show: findings below the gate, and what could not be decided."""
        report = self.analysis.report
        fail_on = _fail_on(self.config, report)
        below = sum(not gates_one(finding, fail_on) for finding in report.findings)
        terminalreporter.write_line(
            f"idlint: {len(report.findings)} findings, {below} of them below the gate ({fail_on}); "
            f"{len(report.unknown)} verdicts unknown (`idlint check --show-unknown`)"
        )


class InfrastructureFile(pytest.File):
    """One deployment, at the file that anchors it."""

    def __init__(self, *, parts: Sequence[Part], analysis: Analysis, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parts = parts
        self.analysis = analysis

    def collect(self) -> Iterator[RuleItem]:
        """One item for each rule that applies here."""
        for part in self.parts:
            yield RuleItem.from_parent(self, name=part.rule, part=part, report=self.analysis.report)


class RuleItem(pytest.Item):
    """One rule in one deployment."""

    def __init__(self, *, part: Part, report: Report, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part = part
        self.report = report
        self.add_marker("idlint")

    def runtest(self) -> None:
        """Fail with the findings that gate; the others become a section of the report."""
        fail_on = _fail_on(self.config, self.report)
        gating = [finding for finding in self.part.findings if gates_one(finding, fail_on)]
        for finding in self.part.findings:
            if finding not in gating:
                self.add_report_section("call", "idlint", render_finding(finding, self.report))
        if gating:
            raise Found(gating, self.report)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """`path:line:col message` first, since pytest's summary shows the first line; then the frames."""
        if not isinstance(excinfo.value, Found):
            return super().repr_failure(excinfo, style)
        report = excinfo.value.report
        first = excinfo.value.findings[0]
        frames = [render_finding(finding, report) for finding in excinfo.value.findings]
        return "\n\n".join([f"{_place(first, report)} {first.message}", *frames])

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item is for pytest: the first finding's line, counted from 0."""
        line = None
        if self.part.findings:
            line = self.report.places[self.part.findings[0].location].position.line - 1
        return self.path, line, f"[idlint] {self.name}"


def _place(finding: Finding, report: Report) -> str:
    placed = report.places[finding.location]
    return f"{placed.path}:{placed.position.line}:{placed.position.column}"


def _fail_on(config: pytest.Config, report: Report) -> str:
    chosen = config.getoption("--idlint-fail-on")
    return str(chosen) if chosen else report.fail_on


def _anchors(analysis: Analysis) -> dict[str, list[Part]]:
    """File -> parts; a unit is anchored at its first file."""
    by_rule = _findings_by_unit(analysis)
    found: dict[str, list[Part]] = {}
    for document in analysis.documents:
        if document.unit.files:
            unit = document.unit.path
            names = dict.fromkeys((*_applicable(analysis, unit), *by_rule.get(unit, ())))
            parts = [Part(name, tuple(by_rule.get(unit, {}).get(name, ()))) for name in names]
            found.setdefault(document.unit.files[0], []).extend(parts)
    return found


def _findings_by_unit(analysis: Analysis) -> dict[str, dict[str, list[Finding]]]:
    """Unit path -> rule -> findings: those with an instance there, or in a file that the unit reads first."""
    owners: dict[str, str] = {}
    for document in analysis.documents:
        for file in _files(document):
            owners.setdefault(file, document.unit.path)
    found: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in analysis.report.findings:
        units = {instance.deployment for instance in finding.instances} or {owners.get(finding.location.path, "")}
        for unit in sorted(units):
            found[unit][finding.rule].append(finding)
    return found


def _files(document: Document) -> Iterator[str]:
    yield from document.unit.files
    yield from document.files


def _applicable(analysis: Analysis, unit: str) -> Iterator[str]:
    """The ids of the rules whose subjects exist in the deployments of `unit`, in order."""
    present = {
        name
        for assessment in analysis.assessments
        for resource in assessment.graph.resources.values()
        if resource.key.deployment == unit
        for name in (resource.kind, *resource.traits)
    }
    for rule in sorted(analysis.rules, key=_id):
        if present.intersection(rule.kinds):
            yield rule.id
    yield "parse-error"


def _id(rule: Rule) -> str:
    return rule.id


class RuleCollector:
    """Collects every `rule.yaml` with the examples beside it; registered only when asked for."""

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """The collector for a rule's folder."""
        return RuleFile.from_parent(parent, path=file_path) if file_path.name == "rule.yaml" else None


class RuleFile(pytest.File):
    """One rule's folder."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each example; a malformed folder is one failing item."""
        try:
            ruleset = load_for(self.path.parent)
            found = examples(self.path.parent)
        except IdlintError as error:
            yield BrokenRuleItem.from_parent(self, name="rule.yaml", error=error)
            return
        for example in found:
            yield ExampleItem.from_parent(self, name=example.path.name, example=example, ruleset=ruleset)


class ExampleFailed(Exception):
    """What is wrong with an example."""


class ExampleItem(pytest.Item):
    """One example of one rule."""

    def __init__(self, *, example: Example, ruleset: Ruleset, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example
        self.ruleset = ruleset
        self.add_marker("idlint")

    def runtest(self) -> None:
        """Fail with every difference between what is expected and what is reported."""
        wrong = failures(self.example, self.ruleset)
        if wrong:
            raise ExampleFailed("\n".join(f"{self.example.path.name}: {sentence}" for sentence in wrong))

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The differences, without a traceback."""
        if isinstance(excinfo.value, ExampleFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item is for pytest."""
        return self.example.path, None, f"[idlint] {self.example.rule}/{self.name}"


class BrokenRuleItem(pytest.Item):
    """A rule folder that cannot be loaded."""

    def __init__(self, *, error: IdlintError, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error = error

    def runtest(self) -> None:
        """Fail with the reason."""
        raise self.error

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The reason, without a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, IdlintError) else super().repr_failure(excinfo, style)
