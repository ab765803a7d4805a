"""Steps: template references followed, each in the model's terms.

https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath

from idlint.document import Hole
from idlint.languages.pipelines.azure_pipelines.fields import flag, header, number, raw, spans, value
from idlint.languages.pipelines.azure_pipelines.opaque import STEP_KEYS
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.templates import included
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf, Tree, value_of
from idlint.languages.pipelines.azure_pipelines.variables import Macros
from idlint.languages.pipelines.model import Step
from idlint.records import NamedTuple
from idlint.values import Unknown, Value, text

_SHELLS = {"script": "", "bash": "bash", "pwsh": "pwsh", "powershell": "powershell"}

_TASK_SCRIPTS = {
    "bash": ("script", "bash"), "powershell": ("script", "powershell"), "cmdline": ("script", ""),
    "azurecli": ("inlinescript", "bash"), "azurepowershell": ("inline", "powershell"),
    "pythonscript": ("script", "python"), "awsshellscript": ("inlinescript", "bash"),
    "awspowershellmodulescript": ("inlinescript", "powershell"),
}  # fmt: skip
"""Task -> the input with its inline script, and its shell where no other input names one."""

_SCRIPTS = frozenset({"script", "inlinescript", "inline", "arguments", "scriptarguments", "customscript"})
"""Inputs of tasks in which `$(…)` may be the shell's."""

_SCRIPT_TYPES = {"bash": "bash", "pscore": "pwsh", "ps": "powershell", "batch": "cmd"}

_PLACES = (
    ("condition", "condition"), ("retryCountOnTaskFailure", "retries"), ("env", "env"),
    ("continueOnError", "continue_on_error"), ("timeoutInMinutes", "timeout_minutes"),
    ("workingDirectory", "directory"),
)  # fmt: skip


class Written(NamedTuple):
    """One step as a file has it, expanded."""

    fields: Fields
    scope: Scope
    maybe: str
    suffix: str = "steps"
    """Where it stands in its job: `steps`, `deploy.steps`, `on.failure.steps`."""
    condition: str = ""
    """The condition that its place gives it where it has none of its own."""


def written(tree: Tree | None, scope: Scope, maybe: str) -> Iterator[Written]:
    """Every step in a list, those of templates in their place; an unknown list is a hole."""
    match tree:
        case Items():
            for entry in tree.items:
                doubt = maybe or entry.maybe
                if isinstance(entry.tree, Fields) and entry.tree.get("template") is not None:
                    found = included(entry.tree, scope, "steps")
                    inner = found.content.get("steps")
                    if inner is not None:
                        yield from written(inner.tree, found.scope, doubt or inner.maybe)
                elif isinstance(entry.tree, Fields):
                    yield Written(entry.tree, scope, doubt)
                else:
                    yield from written(entry.tree, scope, doubt)
            _note(tree.open, tree, scope)
        case Leaf(value=Unknown(reason=reason)):
            _note(reason, tree, scope)


def _note(reason: str, tree: Tree, scope: Scope) -> None:
    """Remember that there may be steps that nobody can see here."""
    if reason:
        scope.run.holes.append(Hole("steps", "steps", f"list of steps: {reason}", tree.span, {}, scope.callers))


def scripts(items: list[Written]) -> Iterator[Value]:
    """The texts in steps that may be scripts, as written."""
    for item in items:
        for entry in item.fields.entries.values():
            if isinstance(entry.tree, Leaf):
                yield entry.tree.value
            elif isinstance(entry.tree, Fields):
                yield from (inner.tree.value for inner in entry.tree.entries.values() if isinstance(inner.tree, Leaf))


def built(item: Written, address: str, macros: Macros, env: Mapping[str, Value]) -> Step | None:
    """The step in the model's terms; None where it is switched off or none."""
    fields = item.fields
    key = next((name for name in fields.entries if name.lower() in STEP_KEYS), None)
    enabled = value(fields, "enabled", macros)
    if key is None:
        _refuse(item)
        return None
    if isinstance(enabled, str) and enabled.strip().lower() == "false":
        return None
    entry = fields.entries[key]
    doubt = item.maybe or entry.maybe or ("a variable may switch it off" if isinstance(enabled, Unknown) else "")
    own = fields.get("env")
    step = Step(
        address,
        "",
        header(entry, key.lower() not in _SHELLS),
        name=_shown(value(fields, "displayName", macros)),
        spans=spans(fields, _PLACES),
        directory=folder(value(fields, "workingDirectory", macros)),
        env={**env, **_mapping(own, macros)} if own is not None else env,
        condition=raw(fields, "condition") or item.condition or None,
        continue_on_error=flag(fields, "continueOnError", macros),
        retries=number(fields, "retryCountOnTaskFailure", macros) or 0,
        timeout_minutes=number(fields, "timeoutInMinutes", macros),
        callers=item.scope.callers,
        id=_shown(value(fields, "name", macros)),
        maybe=doubt,
    )
    return _with_action(step, key.lower(), entry, fields, macros)


def _refuse(item: Written) -> None:
    """Say that something is no step, unless part of it is not known."""
    doubted = item.fields.open or item.maybe or any(entry.maybe for entry in item.fields.entries.values())
    if not doubted and item.fields.entries:
        span = next(iter(item.fields.entries.values())).span
        item.scope.run.report(
            span, "expected a step: a mapping with `task`, `script`, `bash`, `template`, `checkout`, …"
        )


def _shown(found: Value) -> str:
    return "" if found is None else text(found)


def _with_action(step: Step, key: str, entry: Entry, fields: Fields, macros: Macros) -> Step:
    """`step` with what it runs."""
    given = macros.resolved(value_of(entry.tree), in_script=key in _SHELLS)
    if key in _SHELLS:
        return step._replace(script=given, shell=_SHELLS[key], spans={**step.spans, "run": entry.tree.span})
    if key != "task":
        others = {name.lower(): value(fields, name, macros) for name in fields.entries if name.lower() != key}
        return step._replace(action=key, inputs={**others, key: given})
    inputs = fields.get("inputs")
    values = {name.lower(): item for name, item in _mapping(inputs, macros).items()}
    places = dict(step.spans)
    if inputs is not None and isinstance(inputs.tree, Fields):
        places |= {name.lower(): item.tree.span for name, item in inputs.tree.entries.items()}
    step = step._replace(action=text(given), inputs=values, spans=places)
    return _with_script(step)


def _with_script(step: Step) -> Step:
    """`step` with the inline script of its task, and the folder that an input of it names."""
    name = step.action.partition("@")[0].rpartition(".")[2].lower()
    directory = step.directory
    for key in ("workingdirectory", "cwd", "workingfolder"):
        directory = directory if directory not in (None, "") else folder(step.inputs.get(key))
    step = step._replace(directory=directory)
    if name not in _TASK_SCRIPTS:
        return step
    key, shell = _TASK_SCRIPTS[name]
    if step.inputs.get(key) in (None, ""):
        return step
    kind = step.inputs.get("scripttype")
    shell = _SCRIPT_TYPES.get(kind.lower(), shell) if isinstance(kind, str) and name == "azurecli" else shell
    if str(step.inputs.get("pwsh", "")).lower() == "true":
        shell = "pwsh"
    return step._replace(script=step.inputs[key], shell=shell, spans={**step.spans, "run": step.spans[key]})


def _mapping(entry: Entry | None, macros: Macros) -> dict[str, Value]:
    """A mapping of texts; what may not be there is unknown."""
    if entry is None or not isinstance(entry.tree, Fields):
        return {}
    return {
        name: Unknown(item.maybe or entry.maybe)
        if item.maybe or entry.maybe
        else macros.resolved(value_of(item.tree), in_script=name.lower() in _SCRIPTS)
        for name, item in entry.tree.entries.items()
    }


def folder(found: Value) -> Value:
    """A working directory: relative to the checkout, without `.` parts; empty for the checkout itself."""
    if not isinstance(found, str):
        return "" if found is None else found
    plain = normpath(found.strip().replace("\\", "/")) if found.strip() else ""
    return "" if plain == "." else plain
