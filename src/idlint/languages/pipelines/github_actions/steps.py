"""A job's steps, with composite actions of the same repository followed.

https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
"""

from __future__ import annotations

import posixpath
from typing import Final

from idlint.document import Call
from idlint.languages.pipelines.github_actions.coercion import as_text
from idlint.languages.pipelines.github_actions.reading import STEP_COST, Reading, both, directory
from idlint.languages.pipelines.github_actions.scope import Scope
from idlint.languages.pipelines.model import Step
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Value

MAX_NESTING: Final = 10
"""How deep composite actions call each other; GitHub's own limit."""

_SPANS: Final = {
    "uses": "uses",
    "run": "run",
    "env": "env",
    "if": "condition",
    "shell": "shell",
    "working-directory": "directory",
    "continue-on-error": "continue_on_error",
    "timeout-minutes": "timeout_minutes",
}
_INLINE: Final = {"azure/cli": "bash", "azure/powershell": "pwsh"}
"""Actions that run the script in their input `inlineScript` -> its shell."""

_WAITS: Final = frozenset({"wait", "wait-all", "cancel"})
"""Steps that do nothing themselves: they wait for steps in the background, or stop one.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsparallel
"""


class Place(NamedTuple):
    """Where steps stand: a job, or a composite action that was called."""

    address: str
    scope: Scope
    env: dict[str, Value]
    shell: str = ""
    directory: Value = ""
    condition: str = ""
    """Of the steps that call."""
    continue_on_error: Value = False
    callers: tuple[Call, ...] = ()
    actions: tuple[str, ...] = ()
    """Folders of the composite actions that are being followed."""
    fetches_others: bool = False
    """Whether the job checks out another repository, or into a folder: then local actions may come from there."""
    checkout: str = ""
    """The folder that the job checks this repository out into, with a slash; empty: where it starts."""


def read_steps(reading: Reading, node: Node | None, place: Place) -> list[Step]:
    """The steps of a job or of a composite action; those that certainly never run are left out."""
    if not isinstance(node, SequenceNode):
        if node is not None:
            reading.sources.problem(node.span, "`steps` is a list, and this is none")
        return []
    found: list[Step] = []
    for number, item in enumerate(node.items):
        address = f"{place.address}.steps[{number}]"
        if isinstance(item, MappingNode):
            found += _step(reading, item, address, place)
        else:
            reading.sources.problem(item.span, "a step is a mapping with `uses` or `run`, and this is none")
    return found


def _step(reading: Reading, node: MappingNode, address: str, place: Place) -> list[Step]:
    reading.fuel.step(STEP_COST)
    env = {**place.env, **reading.texts(node.get("env"), place.scope)} if "env" in node.by_name else place.env
    scope = place.scope.within(env=place.scope.partly("env", env)) if env is not place.env else place.scope
    holds, condition = reading.condition(node.get("if"), scope)
    if holds is False:
        return []
    inner = place._replace(
        scope=scope,
        env=env,
        condition=both(place.condition, condition),
        continue_on_error=place.continue_on_error or reading.value(node.get("continue-on-error"), scope) or False,
    )
    uses = node.get("uses")
    if uses is not None:
        return _action(reading, node, uses, address, inner)
    if "run" in node.by_name:
        return [_script(reading, node, address, inner)]
    if "parallel" in node.by_name:
        return read_steps(reading, node.get("parallel"), inner._replace(address=address))
    if not node.by_name.keys() & _WAITS:
        reading.sources.problem(node.span, "a step has `uses` or `run`, and this one has neither")
    return []


def _common(reading: Reading, node: MappingNode, address: str, place: Place) -> Step:
    """What every step has."""
    identity = node.get("id")
    return Step(
        address=address,
        action="",
        header=_header(node),
        name=reading.shown(node.get("name"), place.scope),
        spans={_SPANS[key.text]: item.span for key, item in node.pairs if key.text in _SPANS},
        env=place.env,
        condition=place.condition or None,
        continue_on_error=place.continue_on_error,
        timeout_minutes=reading.value(node.get("timeout-minutes"), place.scope),
        callers=place.callers,
        id=identity.text if isinstance(identity, ScalarNode) else "",
    )


def _header(node: MappingNode) -> Location:
    """The line that says what the step does."""
    for name in ("uses", "run", "name"):
        key = next((key for key, _ in node.pairs if key.text == name), None)
        if key is not None:
            value = node.by_name[name]
            is_line = isinstance(value, ScalarNode) and name == "uses"
            return key.span._replace(end=value.end) if is_line and value.path == key.path else key.span
    return node.span


def _script(reading: Reading, node: MappingNode, address: str, place: Place) -> Step:
    """A step with `run`."""
    own = node.get("working-directory")
    return _common(reading, node, address, place)._replace(
        script=reading.text(node.get("run"), place.scope),
        shell=reading.shown(node.get("shell"), place.scope) or place.shell,
        directory=_in_checkout(directory(reading.text(own, place.scope)) if own else place.directory, place),
    )


def _in_checkout(folder: Value, place: Place) -> Value:
    """A working directory relative to the root of this repository's checkout."""
    if place.checkout and isinstance(folder, str) and f"{folder}/".startswith(place.checkout):
        return folder[len(place.checkout) :]
    return folder


def _action(reading: Reading, node: MappingNode, uses: Node, address: str, place: Place) -> list[Step]:
    """A step with `uses`: one step, or the steps of the composite action that it names."""
    if not isinstance(uses, ScalarNode) or not uses.text:
        reading.sources.problem(uses.span, "`uses` names an action, and this is no name")
        return []
    source = reading.local(uses.text)
    if source.startswith("./"):
        followed = _composite(reading, node, uses, source, address, place)
        if followed is not None:
            return followed
    return [_plain_action(reading, node, uses.text, address, place)]


def _plain_action(reading: Reading, node: MappingNode, uses: str, address: str, place: Place) -> Step:
    """A step whose action is not followed."""
    step = _common(reading, node, address, place)
    inputs, spans = _inputs(reading, node.get("with"), place.scope)
    script, shell = None, ""
    if "inlinescript" in inputs:
        script, shell = inputs["inlinescript"], _INLINE.get(uses.partition("@")[0].lower(), "")
        spans["run"] = spans["inlinescript"]
    spans = {**step.spans, **spans}
    return step._replace(action=uses, inputs=inputs, spans=spans, script=script, shell=shell)


def _inputs(reading: Reading, node: Node | None, scope: Scope) -> tuple[dict[str, Value], dict[str, Location]]:
    """`with`, by names in lower case."""
    if not isinstance(node, MappingNode):
        return {name.lower(): value for name, value in reading.texts(node, scope).items()}, {}
    inputs = {key.text.lower(): reading.value(item, scope) for key, item in node.pairs}
    return inputs, {key.text.lower(): item.span for key, item in node.pairs}


def _composite(
    reading: Reading, node: MappingNode, uses: ScalarNode, source: str, address: str, place: Place
) -> list[Step] | None:
    """The steps of the composite action at `source`; None where it is another kind of action, or not here."""
    path = posixpath.normpath(source)
    folder = posixpath.normpath(posixpath.join(reading.root, path.removeprefix(place.checkout)))
    metadata = _metadata(reading, folder, uses, place)
    runs = metadata.get("runs") if metadata is not None else None
    if metadata is None or not isinstance(runs, MappingNode):
        return None
    using = runs.get("using")
    if not isinstance(using, ScalarNode) or using.text.lower() != "composite":
        return None
    if folder in place.actions or len(place.actions) >= MAX_NESTING:
        reading.sources.problem(uses.span, f"`{uses.text}` calls itself, or is called too deep, so it never ends")
        return None
    inputs = _bound(reading, metadata, node, place.scope)
    scope = place.scope._replace(action=address).within(inputs=inputs)
    inner = place._replace(
        address=address,
        scope=scope.within(env=scope.partly("env", place.env)),
        shell="",
        directory="",
        callers=(*place.callers, Call(address, uses.span)),
        actions=(*place.actions, folder),
    )
    return read_steps(reading, runs.get("steps"), inner)


def _metadata(reading: Reading, folder: str, uses: ScalarNode, place: Place) -> MappingNode | None:
    """The `action.yml` of a local action; None where there is none, which is a problem unless a run may fetch it."""
    for name in ("action.yml", "action.yaml"):
        path = posixpath.join(folder, name).removeprefix("./")
        if not reading.sources.tree.is_file(path):
            continue
        root = reading.sources.first(path)
        if isinstance(root, MappingNode):
            return root
        return None
    is_docker = reading.sources.tree.is_file(posixpath.join(folder, "Dockerfile"))
    if not (is_docker or place.fetches_others):
        reading.sources.problem(uses.span, f"the action `{uses.text}` is not in this repository: no action.yml there")
    return None


def _bound(reading: Reading, metadata: MappingNode, node: MappingNode, scope: Scope) -> Value:
    """The `inputs` context of a called action: what is passed, else the default, else the empty text."""
    passed = {name.lower(): value for name, value in reading.texts(node.get("with"), scope).items()}
    declared = metadata.get("inputs")
    found: dict[str, Value] = {}
    for key, item in declared.pairs if isinstance(declared, MappingNode) else ():
        default = item.get("default") if isinstance(item, MappingNode) else None
        name = key.text.lower()
        found[key.text] = passed[name] if name in passed else as_text(reading.value(default, scope))
    return found


def checkouts(node: Node | None) -> tuple[bool, str]:
    """Whether steps of a job check out anything but this repository at its root, and the folder that they put it in.

    The folder has a slash behind it; it is empty where this repository is checked out at the root as well.
    """
    found = [_checkout(item) for item in node.items] if isinstance(node, SequenceNode) else []
    own = [path for is_checkout, is_own, path in found if is_checkout and is_own]
    fetches_others = any(is_checkout and (path or not is_own) for is_checkout, is_own, path in found)
    return fetches_others, own[0] if own and all(own) and "${{" not in own[0] else ""


def _checkout(step: Node) -> tuple[bool, bool, str]:
    """Whether a step checks something out, whether that is this repository, and into which folder."""
    uses = step.get("uses") if isinstance(step, MappingNode) else None
    given = step.get("with") if isinstance(step, MappingNode) else None
    if not (isinstance(uses, ScalarNode) and "checkout" in uses.text.lower()):
        return False, False, ""
    if not isinstance(given, MappingNode):
        return True, True, ""
    path = given.get("path")
    folder = posixpath.normpath(path.text) + "/" if isinstance(path, ScalarNode) and path.text else ""
    return True, "repository" not in given.by_name, "" if folder == "./" else folder
