"""The audit of identities as JSON data (version 1), a table, CSV and Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from idlint.report.counts import plural
from idlint.report.csv import table
from idlint.report.grid import grid
from idlint.report.model import Place
from idlint.report.simulation_markdown import code, escaped, rows
from idlint.report.terminal import PLAIN, Style, clean, paint, wrap
from idlint.resilience.inventory import Identity, region_of

VERSION = 1

Data: TypeAlias = dict[str, Any]
WORDS = {
    "none": "none",
    "some": "for some targets",
    "all": "yes",
    "unknown": "unknown",
    "unused": "nothing seen uses it",
}
"""Fallback verdict -> how it is printed."""


def inventory_data(identities: Iterable[Identity], place: Place) -> Data:
    """Every identity, in the order given."""
    return {"version": VERSION, "identities": [_identity(identity, place) for identity in identities]}


def _identity(identity: Identity, place: Place) -> Data:
    resource = identity.resource
    return {
        "identity": resource.address,
        "kind": identity.sort,
        "region": region_of(identity),
        "deployment": resource.key.deployment,
        "environments": [name for name in identity.environments if name],
        "criticality": identity.criticality,
        "workloads": [
            {"address": key.address, "criticality": found.level, "declared": found.declared}
            for key, found in identity.workloads
        ],
        "used_by": [key.address for key in identity.carriers],
        "grants": [grant._asdict() for grant in identity.grants],
        "credentials": list(identity.credentials),
        "fallback": identity.fallback,
        "reasons": list(identity.reasons),
        "path": resource.header.path,
        "line": place(resource.header).line,
    }


NARROW = 90
"""Columns of a terminal below which rows are stacked."""

COLUMNS = ("identity", "kind", "region", "criticality", "workloads", "grants", "fallback")


def as_table(data: Data, style: Style = PLAIN) -> str:
    """For a terminal: one row an identity, and a line that counts."""
    found = data["identities"]
    if not found:
        return "No identity is declared here.\n"
    times = Counter(item["identity"] for item in found)
    cells = [
        (
            _named(item) + (f" in {item['deployment']}" if times[item["identity"]] > 1 else ""),
            item["kind"].replace(" managed identity", ""),
            item["region"] or "-",
            item["criticality"] or "-",
            str(len(item["workloads"])),
            "-" if _is_elsewhere(item) else str(len(item["grants"])),
            _fallback(item),
        )
        for item in found
    ]
    counted = [(WORDS[word], sum(item["fallback"] == word for item in found)) for word in WORDS]
    counts = ", ".join(f"{number} {word}" for word, number in counted if number)
    hint = "Names of workloads and grants: --format markdown, csv or json"
    if any(map(_is_elsewhere, found)):
        hint += ". What AWS and Google Cloud grant is not read"
    narrow = 0 < style.width < NARROW
    lines = (line for cell in cells for line in _stacked(cell, style)) if narrow else grid(COLUMNS, cells, style)
    last = wrap(f"{_total(found)}; fallback: {counts}", style.width)
    return "\n".join((*lines, "", *last, *wrap(hint, style.width))) + "\n"


def _is_elsewhere(item: Data) -> bool:
    """Whether an identity is of a cloud whose grants are not read, so that none would be said of it wrongly."""
    return not item["grants"] and item["kind"].startswith(("IAM role", "service account"))


def _stacked(cells: Sequence[str], style: Style) -> Iterator[str]:
    """A row as lines, for a terminal that is too narrow for columns."""
    name, kind, region, criticality, workloads, grants, fallback = (
        clean(cell, unicode=style.unicode) for cell in cells
    )
    yield paint(name, "bold", style)
    facts = (kind, region, criticality, f"{workloads} workloads", grants if grants == "-" else f"{grants} grants")
    yield from wrap(" · ".join(fact for fact in facts if fact != "-"), style.width, "  ", "  ")
    yield from wrap(f"fallback: {fallback}", style.width, "  ", "    ")


def _total(found: Sequence[Data]) -> str:
    return f"{len(found)} identities" if len(found) != 1 else plural(1, "identity")


def _named(item: Data) -> str:
    environments = ", ".join(item["environments"])
    return str(item["identity"]) + (f" ({environments})" if environments else "")


def _fallback(item: Data) -> str:
    reasons = "; ".join(item["reasons"])
    return WORDS[str(item["fallback"])] + (f": {reasons}" if reasons else "")


def as_csv(data: Data) -> str:
    """One row an identity; lists in a cell are separated by semicolons."""
    columns = (
        "identity", "kind", "region", "deployment", "environments", "criticality", "workloads", "used_by", "grants",
        "credentials", "fallback", "reasons", "path", "line",
    )  # fmt: skip
    return table(columns, [tuple(_cell(item, name) for name in columns) for item in data["identities"]])


def _cell(item: Data, name: str) -> object:
    if name == "workloads":
        return "; ".join(workload["address"] for workload in item[name])
    if name == "grants":
        return "; ".join(f"{grant['role']} on {grant['target']}" for grant in item[name])
    return "; ".join(item[name]) if isinstance(item[name], list) else item[name]


def as_markdown(data: Data) -> str:
    """A table with the same columns as the terminal's, and the names behind its numbers."""
    cells = (
        (
            code(item["identity"]) + escaped(f" ({', '.join(item['environments'])})" if item["environments"] else ""),
            item["kind"],
            escaped(item["region"]),
            item["criticality"],
            ", ".join(code(workload["address"]) for workload in item["workloads"]),
            "<br>".join(f"{escaped(grant['role'])} on {code(grant['target'])}" for grant in item["grants"]),
            escaped(_fallback(item)),
        )
        for item in data["identities"]
    )
    return "\n".join(("# Identities", "", *rows(COLUMNS, cells))) + "\n"
