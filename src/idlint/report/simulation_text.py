"""A replayed outage for a terminal: its timeline, every workload that it hurts, worst first, and who goes unharmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from idlint.report.counts import plural
from idlint.report.simulation import Data
from idlint.report.terminal import PLAIN, Style, clean, paint, wrap
from idlint.resilience.workloads import without_instances

WORDS = {
    "survives": "survives",
    "degraded": "degraded",
    "cached": "on caches",
    "unknown": "unknown",
    "lost": "lost",
}
"""State -> how it is printed."""

_COLOURS = {"survives": "good", "degraded": "note", "cached": "warning", "unknown": "dim", "lost": "error"}

MAX_TIMES = 3
"""Times of a schedule that are printed."""


def render(data: Data, style: Style = PLAIN) -> str:
    """The whole report."""
    parts = (
        _head(data["scenario"], style), _timeline(data, style), _workloads(data, style), _unharmed(data, style),
        _occasions(data, style), _summary(data, style),
    )  # fmt: skip
    return "\n\n".join(filter(None, ("\n".join(part) for part in parts))) + "\n"


def _line(text: str, style: Style, first: str = "", rest: str = "") -> list[str]:
    return wrap(clean(text, unicode=style.unicode), style.width, first, rest or " " * len(first))


def _head(scenario: Data, style: Style) -> Iterator[str]:
    for line in _line(scenario["title"], style):
        yield paint(line, "bold", style)
    yield paint(scenario["id"], "dim", style)


def _timeline(data: Data, style: Style) -> Iterator[str]:
    yield paint("Timeline" + (" (UTC)" if data["scenario"]["began"] else ""), "bold", style)
    wide = max(len(phase["start"]) for phase in data["timeline"])
    for phase in data["timeline"]:
        when = f"  {phase['start']:<{wide}}  " + (f"{phase['time']}  " if phase["time"] else "")
        indent = " " * min(len(when), 8 if 0 < style.width < 80 else len(when))
        yield from _line(phase["phase"] + (" (limits assumed)" if phase["assumed"] else ""), style, when, indent)
        for name, role in (("failed", "error"), ("degraded", "note")):
            if phase[name]:
                lines = _line(f"{name} {', '.join(phase[name])}", style, indent)
                yield from (indent + paint(line[len(indent) :], role, style) for line in lines)
    last = data["timeline"][-1]
    yield f"  {last['end']:<{wide}}  " + (f"{last['until']}  " if last["until"] else "") + "over"


def _workloads(data: Data, style: Style) -> Iterator[str]:
    hurt = [workload for workload in data["workloads"] if not _whole(workload)]
    for number, workload in enumerate(hurt):
        if number:
            yield ""
        yield from _workload(workload, style)


def _whole(workload: Data) -> bool:
    return all(item["state"] == "survives" and not item["saved"] for item in workload["capabilities"].values())


def _workload(workload: Data, style: Style) -> Iterator[str]:
    lines = _line(workload["address"], style)
    yield from (paint(line, "bold", style) for line in lines)
    criticality = workload["criticality"]
    level = criticality["level"] + ("" if criticality["declared"] else " (assumed)")
    facts = (level, workload["region"] or "region unknown", ", ".join(workload["environments"]))
    for line in _line(" · ".join(filter(None, (*facts, *_places(workload)))), style, "  "):
        yield paint(line, "dim", style)
    said: set[str] = set()
    for name, found in workload["capabilities"].items():
        yield from _capability(name, found, said, style)
        said.update((*found["why"], *found["saved"], *found["recovery"]))
    if workload["elsewhere"]:
        yield from _line(f"goes on elsewhere: {', '.join(workload['elsewhere'])}", style, "  ")


def _places(workload: Data) -> Iterator[str]:
    """What it is part of, where that is not said by where it is written."""
    if not workload["path"].startswith(workload["deployment"]):
        yield workload["deployment"]
    yield f"{workload['path']}:{workload['line']}"


def _capability(name: str, found: Data, said: set[str], style: Style) -> Iterator[str]:
    """A capability's fate; a sentence that an earlier one has already is not repeated."""
    indent = " " * (21 if style.width >= 80 or not style.width else 6)
    word = WORDS[found["state"]]
    head = f"  {name:<6}  "
    lead = f"{head}{word:<9}  "
    shown = head + paint(f"{word:<9}", _COLOURS[found["state"]], style) + "  "
    when = _line("; ".join(found["when"]), style, lead, indent)
    yield (shown + when[0][len(lead) :]).rstrip()
    yield from when[1:]
    new = [text for text in found["why"] if text not in said]
    if len(new) < len(found["why"]):
        new.append("the same as above" if not new else "and the same as above")
    rest = (text for text in (*found["saved"], *found["recovery"]) if text not in said)
    for text in (*new, *rest):
        yield from _line(text, style, indent, indent + "  ")


def _unharmed(data: Data, style: Style) -> Iterator[str]:
    whole = [workload["address"] for workload in data["workloads"] if _whole(workload)]
    if whole:
        names = ", ".join(dict.fromkeys(whole))
        yield paint(f"Unharmed ({len(whole)})", "bold", style)
        yield from _line(names, style, "  ")


def _occasions(data: Data, style: Style) -> Iterator[str]:
    found = together(data["occasions"])
    if found:
        yield paint("What comes round meanwhile", "bold", style)
    for item, number in found:
        yield from _line(_occasion(item, number), style, "  ", "    ")


def together(occasions: Iterable[Data]) -> list[tuple[Data, int]]:
    """The occasions that come round, or may; of the jobs of one matrix the first, and how many there are."""
    found: dict[tuple[str, ...], list[Data]] = {}
    for item in occasions:
        if item["times"] or item["doubt"]:
            name = without_instances(item["name"])
            found.setdefault((item["sort"], item["deployment"], name, item["schedule"], str(item["state"])), []).append(
                item
            )
    return [(items[0], len(items)) for items in found.values()]


def _occasion(item: Data, number: int) -> str:
    sort = "job" if item["sort"] == "job" else "maintenance window"
    more = f" and {number - 1} like it" if number > 1 else ""
    return f"{sort} {item['name']}{more} ({item['deployment']}) · {item['schedule']} · {_when(item)}{_fate(item)}"


def _when(item: Data) -> str:
    times = item["times"]
    more = f" and {len(times) - MAX_TIMES} more" if len(times) > MAX_TIMES else ""
    return "; ".join(filter(None, (", ".join(times[:MAX_TIMES]) + more, item["doubt"])))


def _fate(item: Data) -> str:
    if item["state"] is None:
        return ""
    why = f": {'; '.join(item['why'][1:] or item['why'])}" if item["why"] else ""
    return f" · {WORDS[item['state']]}{why}"


def _summary(data: Data, style: Style) -> Iterator[str]:
    counts = [f"{number} {WORDS[state]}" for state, number in data["summary"]["run"].items()]
    total = plural(data["summary"]["workloads"], "workload")
    others = data["summary"]["looked_up"]
    rest = f"; {others} more only looked up here, and left out" if others else ""
    yield from _line(
        (f"{total} while running: {', '.join(counts)}" if counts else "No workload is seen here") + rest, style
    )
    if data["critical_lost"]:
        text = f"critical and lost: {', '.join(dict.fromkeys(data['critical_lost']))}"
        yield from (paint(line, "error", style) for line in _line(text, style))


def listing(data: Data, style: Style = PLAIN) -> str:
    """Every scenario: its id, when and how long, its title."""
    return "\n".join(line for scenario in data["scenarios"] for line in _listed(scenario, style)) + "\n"


def _listed(scenario: Data, style: Style) -> Iterable[str]:
    yield paint(scenario["id"], "bold", style)
    when = f"{scenario['began']} UTC, " if scenario["began"] else ""
    yield from _line(f"{scenario['title']} ({when}{scenario['hours']:g} hours)", style, "  ")
