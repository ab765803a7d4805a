"""The report as SARIF 2.1.0, for code scanning and editors.

The format is https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; section numbers below are its own.
Nothing names the machine: paths are relative to `%SRCROOT%`, whose own address is left out on purpose (§3.14.14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

from idlint.policy.findings import SEVERITY_RANK, Finding, Related, Suppressed
from idlint.policy.rule import RESERVED, Rule
from idlint.report.json import dumps
from idlint.report.model import Placed, Report
from idlint.report.rule_help import help_markdown, help_text
from idlint.report.terminal import PLAIN, Style
from idlint.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
ROOT = "%SRCROOT%"

Node: TypeAlias = dict[str, Any]
"""One SARIF object."""


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as one SARIF log with one run, whatever the style."""
    del style
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> Node:
    rules = _rule_indexes(report)
    files = _file_indexes(report)
    results = [_result(finding, report, rules, files) for finding in report.findings]
    results += [_hidden(item, report, rules, files) for item in report.suppressed]
    return {
        "tool": {
            "driver": {
                "name": "idlint",
                "version": __version__,
                "rules": [_descriptor(id, report.rules.get(id)) for id in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the checked repository"}}},
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": _notifications(report, files)},
        ],
        "artifacts": [{"location": {"uri": uri(path), "uriBaseId": ROOT}} for path in files],
        "results": results,
        "properties": {
            "unknown": len(report.unknown),
            "opaque": [{"source": source, "count": count} for source, count in report.opaque.items()],
        },
    }


def uri(path: str) -> str:
    """A repository-relative path as a relative URI reference: percent-encoded UTF-8, `/` kept (RFC 3986)."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-._~!$&'()*+,;=@")


def _rule_indexes(report: Report) -> Mapping[str, int]:
    """Every enabled rule, and what the findings name besides, -> its index in `tool.driver.rules`."""
    named = {finding.rule for finding in _all_findings(report)}
    return {id: index for index, id in enumerate(sorted({*report.rules, *named}))}


def _file_indexes(report: Report) -> Mapping[str, int]:
    """Every file that is pointed into or was skipped -> its index in `artifacts`."""
    paths = {placed.path for placed in report.places.values()}
    return {path: index for index, path in enumerate(sorted({*paths, *report.files.skipped}))}


def _all_findings(report: Report) -> Iterable[Finding]:
    yield from report.findings
    yield from (hidden.finding for hidden in report.suppressed)


def _descriptor(id: str, rule: Rule | None) -> Node:
    """A reportingDescriptor (§3.49); idlint's own messages have no rule behind them."""
    name = "".join(word.capitalize() for word in id.split("-"))
    if rule is None:
        return {"id": id, "name": name, "shortDescription": {"text": RESERVED.get(id, id)}}
    severities = [rule.severity] if isinstance(rule.severity, str) else rule.severity.values()
    worst = min(severities, key=SEVERITY_RANK.__getitem__)
    made: Node = {
        "id": id,
        "name": name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": " ".join(rule.why.split()) or rule.title},
        "help": {"text": help_text(rule), "markdown": help_markdown(rule)},
        "defaultConfiguration": {"level": LEVELS[worst]},
        "properties": {"tags": list(dict.fromkeys((rule.family, rule.area))), "precision": rule.confidence},
    }
    if rule.references:
        made["helpUri"] = rule.references[0]
    if rule.aliases:
        made["deprecatedIds"] = list(rule.aliases)
    return made


def _result(finding: Finding, report: Report, rules: Mapping[str, int], files: Mapping[str, int]) -> Node:
    primary = _location(report.places[finding.location], files)
    made: Node = {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": "\n".join([finding.message, *finding.notes])},
        "locations": [primary | _logical(finding)],
    }
    if finding.related:
        made["relatedLocations"] = [
            {"id": index, **_story(item, report, files)} for index, item in enumerate(finding.related, 1)
        ]
    if finding.flow or finding.steps:
        before, after = ([_story(item, report, files) for item in way] for way in (finding.flow, finding.steps))
        steps = [*before, primary | {"message": {"text": "here"}}, *after]
        made["codeFlows"] = [{"threadFlows": [{"locations": [{"location": step} for step in steps]}]}]
    if finding.fingerprint:
        made["partialFingerprints"] = {"idlint/v1": finding.fingerprint}
    made["properties"] = {
        "severity": finding.severity,
        "confidence": finding.confidence,
        "kind": finding.kind,
        "instances": [instance._asdict() for instance in finding.instances],
        "area": finding.area,
        "owners": list(finding.owners),
        "held": finding.held,
    }
    return made


def _hidden(item: Suppressed, report: Report, rules: Mapping[str, int], files: Mapping[str, int]) -> Node:
    suppression: Node = {"kind": "external"}
    if item.by == "comment":
        suppression = {"kind": "inSource", "location": _location(report.places[item.location], files)}
    if item.reason:
        suppression["justification"] = item.reason
    return _result(item.finding, report, rules, files) | {"suppressions": [suppression]}


def _location(placed: Placed, files: Mapping[str, int]) -> Node:
    at = placed.position
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(placed.path), "uriBaseId": ROOT, "index": files[placed.path]},
            "region": {
                "startLine": at.line,
                "startColumn": at.column,
                "endLine": at.end_line,
                "endColumn": at.end_column,
            },
        }
    }


def _logical(finding: Finding) -> Node:
    """The resources' addresses, each once (§3.33)."""
    addresses = dict.fromkeys(instance.address for instance in finding.instances if instance.address)
    found = [{"fullyQualifiedName": address, "kind": "resource"} for address in addresses]
    return {"logicalLocations": found} if found else {}


def _story(item: Related, report: Report, files: Mapping[str, int]) -> Node:
    return _location(report.places[item.location], files) | {"message": {"text": item.label or "related"}}


def _notifications(report: Report, files: Mapping[str, int]) -> list[Node]:
    """What a reader of the results must know: inputs that were not read, and the notices (§3.58)."""
    skipped = [
        {
            "level": "error",
            "message": {"text": f"{path} was skipped: {reason}"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": uri(path), "uriBaseId": ROOT, "index": files[path]}}}
            ],
        }
        for path, reason in sorted(report.files.skipped.items())
    ]
    return skipped + [{"level": "note", "message": {"text": notice}} for notice in report.notices]
