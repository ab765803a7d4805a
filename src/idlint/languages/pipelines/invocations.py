"""What pipelines apply, as invocations: the variable sets of Terraform roots and of templates.

Calls of Terraform in one job and folder are one invocation: `init` gives the backend, `workspace select` the
workspace, `plan` and `apply` the files and variables. What is partly unknown (`-var-file=${{ inputs.env }}.tfvars`)
still says that the folder is applied, and nothing about with what.
"""

from __future__ import annotations

from collections.abc import Iterable

from idlint.document import Declaration, DeployStep, Invocation
from idlint.languages.applied import DEFAULT_WORKSPACE, merged, united
from idlint.languages.pipelines.model import DEPLOY
from idlint.languages.pipelines.recognition import MEETS_CLOUD
from idlint.values import Value, reveal, text

TOOLS = frozenset({"terraform", "terragrunt"})
"""Tools that apply a folder; which variables Terragrunt passes on stands in a file that is not read."""


def invocations(path: str, declarations: Iterable[Declaration]) -> tuple[Invocation, ...]:
    """Every invocation among the declarations of the pipeline at `path`."""
    grouped: dict[tuple[str, str], list[Declaration]] = {}
    found: list[Invocation] = []
    for item in declarations:
        if item.type != DEPLOY:
            continue
        directory, template = reveal(item.attributes.get("directory")), reveal(item.attributes.get("template"))
        if item.attributes.get("tool") in TOOLS and isinstance(directory, str):
            grouped.setdefault((text(item.attributes["job"]), directory), []).append(item)
        elif isinstance(template, str):
            found.append(_of_template(path, item, template))
    found += [_of_terraform(path, directory, steps) for (_, directory), steps in grouped.items() if _is_applied(steps)]
    return merged(found)


APPLIES = MEETS_CLOUD - {"init", "output", "state"}
"""Actions that say what is applied with what; `init` alone comes before `validate` and `test` as well."""


def _is_applied(steps: Iterable[Declaration]) -> bool:
    actions = (reveal(step.attributes.get("action")) for step in steps)
    return any(not isinstance(action, str) or action in APPLIES for action in actions)


def _of_template(path: str, item: Declaration, template: str) -> Invocation:
    steps = (DeployStep(path, item.address),)
    files = _known(_items(item, "var_files"))
    if files is None:
        return Invocation(template, steps=steps)
    passed = united([item.attributes.get("variables")])
    return Invocation(template, _name(item) if files or passed else "", tuple(files), passed, steps=steps)


def _of_terraform(path: str, directory: str, steps: list[Declaration]) -> Invocation:
    applying = tuple(DeployStep(path, step.address) for step in steps)
    files = _known(value for step in steps for value in _items(step, "var_files"))
    selected = (value for step in steps if (value := reveal(step.attributes.get("workspace"))))
    workspace = next(selected, DEFAULT_WORKSPACE)
    is_plain = all(step.attributes.get("tool") == "terraform" for step in steps)
    if files is None or not is_plain or not isinstance(workspace, str) or _only_takes_away(steps):
        return Invocation(directory, steps=applying)
    configs = _known(value for step in steps for value in _items(step, "backend_files"))
    return Invocation(
        directory,
        _name(steps[0]) or (workspace if workspace != DEFAULT_WORKSPACE else ""),
        tuple(dict.fromkeys(files)),
        united(step.attributes.get("variables") for step in steps),
        workspace,
        united(step.attributes.get("backend") for step in steps),
        tuple(dict.fromkeys(configs or ())),
        steps=applying,
    )


def _only_takes_away(steps: Iterable[Declaration]) -> bool:
    """Whether a job only destroys: the environment that guards it (`destroy`) is then none that is deployed."""
    actions = {action for step in steps if isinstance(action := reveal(step.attributes.get("action")), str)}
    return "destroy" in actions and "apply" not in actions


def _items(item: Declaration, name: str) -> list[Value]:
    value = item.attributes.get(name)
    return value if isinstance(value, list) else []


def _known(values: Iterable[Value]) -> list[str] | None:
    """The values as texts; None where one is unknown."""
    plain = [reveal(value) for value in values]
    texts = [value for value in plain if isinstance(value, str)]
    return texts if len(texts) == len(plain) else None


def _name(item: Declaration) -> str:
    environment = reveal(item.attributes.get("environment"))
    return environment if isinstance(environment, str) else ""
