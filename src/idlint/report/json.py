"""The report for programs: the JSON of `idlint check --format json`, described in schemas/report.schema.json.

Version 1 gains keys, but loses none and changes no meaning; a break is version 2. The output is ASCII,
so that it survives any pipe, and the same for the same report.
"""

from __future__ import annotations

import json
import re
from typing import Any

from idlint.policy.findings import Finding, Suppressed, UnknownVerdict
from idlint.report.counts import owners, severities
from idlint.report.model import Placed, Report
from idlint.report.terminal import PLAIN, Style

VERSION = 1

_SURROGATE = r"[\ud800-\udfff]"
_WIDE = r"[^\x00-\x7f]+"


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as one JSON document with a line break at the end, whatever the style."""
    del style
    return dumps(to_data(report))


def dumps(data: object) -> str:
    """`data` as indented ASCII JSON; a lone surrogate, from a file name that is not UTF-8, becomes U+FFFD."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    if not text.isascii():
        text = re.sub(_WIDE, lambda found: json.dumps(found[0])[1:-1], re.sub(_SURROGATE, "\ufffd", text))
    return text + "\n"


def to_data(report: Report) -> dict[str, Any]:
    """The report as plain JSON data."""
    files = report.files
    return {
        "version": VERSION,
        "findings": [finding_data(finding, report) for finding in report.findings],
        "unknown": [_unknown(verdict) for verdict in sorted(report.unknown)],
        "suppressed": [_suppressed(hidden, report) for hidden in report.suppressed],
        "summary": _summary(report),
        "files": {
            "partly": sorted(files.partly),
            "skipped": [{"path": path, "reason": reason} for path, reason in sorted(files.skipped.items())],
            "not_input": [{"what": what, "count": count} for what, count in sorted(files.not_input.items())],
        },
        "notices": list(report.notices),
        **_change(report),
    }


def _change(report: Report) -> dict[str, Any]:
    """What a change did, where there is one."""
    if report.change is None:
        return {}
    from idlint.report.change import change_data

    return {"change": change_data(report, report.change)}


def finding_data(finding: Finding, report: Report) -> dict[str, Any]:
    """One finding as plain JSON data; `address` and `deployment` are the first instance's, empty without one."""
    first = finding.instances[0] if finding.instances else None
    at = report.places[finding.location]
    return {
        "rule": finding.rule,
        "family": finding.family,
        "area": finding.area,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "path": at.path,
        **at.position._asdict(),
        "kind": finding.kind,
        "address": first.address if first else "",
        "deployment": first.deployment if first else "",
        "instances": [instance._asdict() for instance in finding.instances],
        "fingerprint": finding.fingerprint,
        "related": [_related(report.places[item.location], item.label) for item in finding.related],
        "flow": [_related(report.places[item.location], item.label) for item in finding.flow],
        "radius": {"workloads": finding.radius.workloads, **finding.radius._asdict()},
        "notes": list(finding.notes),
        "conflicts": list(finding.conflicts),
        "owners": list(finding.owners),
        "held": finding.held,
    }


def _related(placed: Placed, label: str) -> dict[str, Any]:
    return {"path": placed.path, "line": placed.position.line, "column": placed.position.column, "label": label}


def _unknown(verdict: UnknownVerdict) -> dict[str, Any]:
    return verdict._asdict()


def _suppressed(hidden: Suppressed, report: Report) -> dict[str, Any]:
    directive = report.places[hidden.location]
    return {
        **finding_data(hidden.finding, report),
        "suppression": {
            "by": hidden.by,
            "reason": hidden.reason,
            "path": directive.path,
            "line": directive.position.line,
        },
    }


def _summary(report: Report) -> dict[str, Any]:
    files = report.files
    declared, workloads = report.declared
    ranked = sorted(report.opaque.items(), key=lambda item: (-item[1], item[0]))
    return {
        "files": {
            "checked": len(files.checked),
            "partly": len(files.partly),
            "skipped": len(files.skipped),
            "not_input": sum(files.not_input.values()),
        },
        "findings": severities(report),
        "opaque": [{"source": source, "count": count} for source, count in ranked],
        "unknown": len(report.unknown),
        "suppressed": len(report.suppressed),
        "criticality": {"declared": declared, "workloads": workloads},
        "owners": [{"owner": owner, "count": count} for owner, count in owners(report)],
        "others": report.others,
    }
