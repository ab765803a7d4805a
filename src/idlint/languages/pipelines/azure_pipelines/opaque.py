"""What is passed to a template that is not read: lists of stages, jobs and steps are taken for what it runs.

So `extends` of a template in another repository, as large organisations have it, still shows its jobs; all of them are
marked, since nobody knows what the template makes of them.
"""

from __future__ import annotations

from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf
from idlint.source import Span

PASSED = "passed to a template that is not read"

STEP_KEYS = frozenset(
    {
        "task", "script", "bash", "pwsh", "powershell", "checkout", "download", "publish", "downloadbuild",
        "getpackage", "reviewapp", "upload",
    }
)  # fmt: skip
"""Keys of which a step has exactly one, in lower case; `template` is one of every level."""

LEVELS = {"stages": frozenset({"stage"}), "jobs": frozenset({"job", "deployment"}), "steps": STEP_KEYS}


def passed(arguments: Fields | None, kind: str, name: str, span: Span) -> Fields:
    """The content that a template for `kind` has at least, made of the lists among its arguments."""
    found: dict[str, Items] = {level: Items(span) for level in LEVELS}
    for key, entry in arguments.entries.items() if arguments is not None else ():
        level = _level(entry, key)
        if level and isinstance(entry.tree, Items):
            found[level].items += [item._replace(maybe=item.maybe or PASSED) for item in entry.tree.items]
    pool = arguments.get("pool") if arguments is not None else None
    content = Fields(span, {"pool": pool} if pool is not None else {})
    return _lifted(content, found, kind, name, span)


def _level(entry: Entry, key: str) -> str:
    """What an argument lists: `stages`, `jobs`, `steps`; empty for anything else."""
    if not isinstance(entry.tree, Items):
        return ""
    for item in entry.tree.items:
        if isinstance(item.tree, Fields):
            keys = {name.lower() for name in item.tree.entries}
            level = next((level for level, marks in LEVELS.items() if not marks.isdisjoint(keys)), "")
            if level or "template" not in keys:
                return level
            return next((level for level in LEVELS if key.lower().endswith(level)), "")
    return ""


def _lifted(content: Fields, found: dict[str, Items], kind: str, name: str, span: Span) -> Fields:
    """The lists on the levels that a template for `kind` has: steps make a job there, jobs a stage."""
    if kind == "steps":
        content.put("steps", Entry(found["steps"], span))
        return content
    if found["steps"].items:
        steps = Fields(span, {"job": _leaf(name, span), "steps": Entry(found["steps"], span)})
        found["jobs"].items.append(Entry(steps, span, PASSED))
    if kind != "jobs" and found["jobs"].items and found["stages"].items:
        stage = Fields(span, {"stage": _leaf(name, span), "jobs": Entry(found["jobs"], span)})
        found["stages"].items.append(Entry(stage, span, PASSED))
    level = "jobs" if kind == "jobs" or not found["stages"].items else "stages"
    if kind == "stages" and level == "jobs" and found["jobs"].items:
        stage = Fields(span, {"stage": _leaf(name, span), "jobs": Entry(found["jobs"], span)})
        content.put("stages", Entry(Items(span, [Entry(stage, span, PASSED)]), span))
    else:
        content.put(level, Entry(found[level], span))
    return content


def _leaf(name: str, span: Span) -> Entry:
    return Entry(Leaf(name, span), span)
