"""A replayed outage as Markdown: tables for a pull request or a design review, reasons below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from idlint.report.simulation import Data
from idlint.report.simulation_text import WORDS, together
from idlint.report.terminal import clean


def render(data: Data) -> str:
    """The whole report."""
    parts = (_head(data), _timeline(data), _table(data), _reasons(data), _occasions(data), _sources(data))
    return "\n\n".join(filter(None, ("\n".join(part) for part in parts))) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, without anything that Markdown or HTML would read as markup."""
    plain = clean(text)
    for mark in "\\`*_[]<>|#":
        plain = plain.replace(mark, "\\" + mark)
    return plain


def code(text: str) -> str:
    """`text` as a code span that survives a table; none where it is empty."""
    plain = clean(text).replace("|", "\\|")
    fence = "``" if "`" in plain else "`"
    pad = " " if fence == "``" else ""
    return f"{fence}{pad}{plain}{pad}{fence}" if plain else ""


def rows(header: Sequence[str], cells: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; its cells are Markdown already."""
    yield f"| {' | '.join(header)} |"
    yield "|" + " --- |" * len(header)
    for row in cells:
        yield f"| {' | '.join(row)} |"


def _head(data: Data) -> Iterator[str]:
    scenario = data["scenario"]
    yield f"# {escaped(scenario['title'])}"
    yield ""
    yield escaped(scenario["summary"])


def _timeline(data: Data) -> Iterator[str]:
    yield "## Timeline"
    yield ""
    yield from rows(
        ("from", "to", "what", "failed", "degraded"),
        (
            (
                " ".join(filter(None, (phase["start"], phase["time"]))),
                " ".join(filter(None, (phase["end"], phase["until"]))),
                escaped(phase["phase"]) + (" (limits assumed)" if phase["assumed"] else ""),
                ", ".join(map(code, phase["failed"])),
                ", ".join(map(code, phase["degraded"])),
            )
            for phase in data["timeline"]
        ),
    )


def _table(data: Data) -> Iterator[str]:
    yield "## Workloads, worst first"
    yield ""
    if not data["workloads"]:
        yield "There are none."
        return
    header = ("workload", "where", "criticality", "run", "start", "deploy", "comes back")
    yield from rows(header, map(_row, data["workloads"]))


def _row(workload: Data) -> tuple[str, ...]:
    found = workload["capabilities"]
    criticality = workload["criticality"]
    back = {found[name]["recovers"] for name in found} - {""}
    where = ", ".join(filter(None, (workload["region"], *workload["environments"])))
    return (
        code(workload["address"]),
        escaped(where),
        criticality["level"] + ("" if criticality["declared"] else " (assumed)"),
        *(WORDS[found[name]["state"]] for name in ("run", "start", "deploy")),
        "by hand" if "by hand" in back else "restart" if "restart" in back else "alone" if back else "",
    )


def _reasons(data: Data) -> Iterator[str]:
    hurt = [item for item in data["workloads"] if any(_said(found) for found in item["capabilities"].values())]
    for number, workload in enumerate(hurt):
        if number:
            yield ""
        names = f" ({', '.join(workload['environments'])})" if workload["environments"] else ""
        yield f"### {code(workload['address'])}{escaped(names)}"
        yield ""
        for name, found in workload["capabilities"].items():
            if _said(found):
                yield f"- **{name}**: {WORDS[found['state']]}" + "".join(f"; {escaped(text)}" for text in found["when"])
                yield from (f"  - {escaped(text)}" for text in (*found["why"], *found["saved"], *found["recovery"]))
        if workload["elsewhere"]:
            yield f"- goes on elsewhere: {', '.join(map(code, workload['elsewhere']))}"


def _said(found: Data) -> bool:
    return found["state"] != "survives" or bool(found["saved"])


def _occasions(data: Data) -> Iterator[str]:
    found = together(data["occasions"])
    if not found:
        return
    yield "## What comes round meanwhile"
    yield ""
    yield from rows(
        ("what", "schedule", "times (UTC)", "fate"),
        (
            (
                f"{'job' if item['sort'] == 'job' else 'maintenance window'} {code(item['name'])}"
                + (f" and {number - 1} like it" if number > 1 else ""),
                code(item["schedule"]),
                escaped("; ".join(filter(None, (", ".join(item["times"]), item["doubt"])))),
                WORDS[item["state"]] if item["state"] else "",
            )
            for item, number in found
        ),
    )


def _sources(data: Data) -> Iterator[str]:
    scenario = data["scenario"]
    if scenario["disputed"]:
        yield "## Where sources disagree"
        yield ""
        yield from (f"- {escaped(text)}" for text in scenario["disputed"])
        yield ""
    if scenario["sources"]:
        yield "## Sources"
        yield ""
        yield from (f"- <{source['url']}>: {escaped(source['says'])}" for source in scenario["sources"])


def listing(data: Data) -> str:
    """Every scenario as a table."""
    found = (
        (code(item["id"]), escaped(item["title"]), item["began"] or "", f"{item['hours']:g}")
        for item in data["scenarios"]
    )
    return "\n".join(rows(("scenario", "what happened", "began (UTC)", "hours"), found)) + "\n"
