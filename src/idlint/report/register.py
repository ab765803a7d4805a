"""The register of risks as text, CSV, JSON and Markdown; the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from idlint.policy.hiding import ANNOUNCED
from idlint.policy.register import STATES, Risk
from idlint.report.counts import plural
from idlint.report.csv import table
from idlint.report.json import dumps
from idlint.report.markdown import code, escaped
from idlint.report.terminal import Style, clean, paint, wrap

VERSION = 1

WORDS = {
    "ended": "ended",
    "ends-soon": f"ends within {ANNOUNCED.days} days",
    "unused": "hides nothing",
    "holds": "holds",
}


def in_order(risks: Iterable[Risk]) -> list[Risk]:
    """What has ended, what ends soon, what hides nothing, the rest; then by file, line and rule."""
    return sorted(risks, key=lambda item: (STATES.index(item.state), item.source, item.path, item.line, item.about))


def as_text(risks: Sequence[Risk], now: date, style: Style) -> str:
    """For people: a line for what and where, one for why, and the counts."""
    lines = [line for risk in in_order(risks) for line in _entry(risk, now, style)]
    counts = Counter(risk.state for risk in risks)
    states = ", ".join(f"{counts[name]:,} {WORDS[name]}" for name in STATES if counts[name])
    total = f"{plural(len(risks), 'entry', 'entries')}: {states}" if risks else "Nothing is hidden and nothing assumed"
    return "\n".join([*lines, "", total] if lines else [total]) + "\n"


def _entry(risk: Risk, now: date, style: Style) -> Iterator[str]:
    unicode = style.unicode
    hides = f"hides {plural(risk.hides, 'finding')} ({risk.severity})" if risk.hides else "hides nothing"
    parts = [risk.source, hides, _ends(risk, now), ", ".join(risk.owners) or "nobody answers for it"]
    word = {"ended": "error", "ends-soon": "warning"}.get(risk.state, "bold")
    limit = f" ({risk.limit})" if risk.limit else ""
    yield paint(clean(f"{where(risk)} {risk.about}", unicode=unicode), word, style) + clean(limit, unicode=unicode)
    yield from wrap(clean(", ".join(filter(None, parts)), unicode=unicode), style.width, "  ", "    ")
    evidence = f" [{risk.evidence}]" if risk.evidence and risk.evidence not in risk.reason else ""
    yield from wrap(clean((risk.reason or "no reason is given") + evidence, unicode=unicode), style.width, "  ", "    ")


def where(risk: Risk) -> str:
    """`path:line`, without a line where there is none."""
    return f"{risk.path}:{risk.line}" if risk.line else risk.path


def _ends(risk: Risk, now: date) -> str:
    if risk.until is None:
        return ""
    days = (risk.until - now).days
    if days < 0:
        return f"ended on {risk.until}"
    return f"until {risk.until}" + (f" (in {plural(days, 'day')})" if risk.state == "ends-soon" else "")


COLUMNS = (
    "source", "about", "state", "path", "line", "limit", "owners", "reason", "evidence", "until", "hides", "severity",
)  # fmt: skip


def as_csv(risks: Sequence[Risk]) -> str:
    """One row an entry."""
    rows: list[tuple[object, ...]] = [
        (
            risk.source, risk.about, risk.state, risk.path, risk.line or "", risk.limit, " ".join(risk.owners),
            risk.reason, risk.evidence, risk.until or "", risk.hides, risk.severity,
        )
        for risk in in_order(risks)
    ]  # fmt: skip
    return table(COLUMNS, rows)


def as_json(risks: Sequence[Risk]) -> str:
    """Version 1: `risks`, each with the fields of `Risk`; `until` is a date or null."""
    data = [
        {**risk._asdict(), "owners": list(risk.owners), "until": risk.until and risk.until.isoformat()}
        for risk in in_order(risks)
    ]
    return dumps({"version": VERSION, "risks": data})


def as_markdown(risks: Sequence[Risk], now: date) -> str:
    """A table for a page or an issue."""
    lines = ["| state | what | where | owner | until | hides | why |", "|---|---|---|---|---|---|---|"]
    for risk in in_order(risks):
        limit = f" ({escaped(risk.limit)})" if risk.limit else ""
        hides = f"{risk.hides} ({risk.severity})" if risk.hides else "nothing"
        evidence = f" {escaped(risk.evidence)}" if risk.evidence and risk.evidence not in risk.reason else ""
        cells = (
            WORDS[risk.state], f"{risk.source} {code(risk.about)}{limit}", code(where(risk)),
            escaped(", ".join(risk.owners)), escaped(_ends(risk, now)), hides, escaped(risk.reason) + evidence,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(["## Register of accepted risks", "", *(lines if risks else ["Nothing is hidden."])]) + "\n"
