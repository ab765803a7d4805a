"""What a name in an expression means: dispatch over the roots that Terraform knows.

https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from posixpath import relpath

from idlint.languages.terraform.calls import module_reference
from idlint.languages.terraform.evaluation import Resolved, UndeclaredError
from idlint.languages.terraform.instances import ModuleInstance, Steps
from idlint.languages.terraform.modules import Key
from idlint.languages.terraform.names import local, variable_reference
from idlint.languages.terraform.resources import KNOWN_AFTER_APPLY, refer, resource_reference
from idlint.languages.terraform.scope import EvaluationError
from idlint.values import Origin, Unknown, Value


def resolve(module: ModuleInstance, root: str, steps: Steps, *, ghost: bool) -> Resolved:
    """What a name with its steps means in `module`; `UndeclaredError` where it means nothing."""
    handler = _ROOTS.get(root)
    if handler is not None:
        return handler(module, steps)
    if root in {"data", "ephemeral"} and len(steps) >= 2:
        return resource_reference(module, Key(root, str(steps[0]), str(steps[1])), steps, 2, ghost=ghost)
    if root == "resource" and len(steps) >= 2:
        return resource_reference(module, Key("managed", str(steps[0]), str(steps[1])), steps, 2, ghost=ghost)
    if root == "module" and steps:
        return module_reference(module, str(steps[0]), steps, ghost=ghost)
    if steps:
        return resource_reference(module, Key("managed", root, str(steps[0])), steps, 1, ghost=ghost)
    raise UndeclaredError(f"`{root}` is not declared")


def follow(module: ModuleInstance, origin: Origin) -> Value | None:
    """The configured value at `origin`, where that is an argument of a resource; None where nothing more is known."""
    resource = module.index.get(origin.address)
    if resource is None or not origin.path:
        return None
    value = refer(resource, origin.path)
    return None if isinstance(value, Unknown) and value.origin == origin and value.known is None else value


def _path(module: ModuleInstance, steps: Steps) -> Resolved:
    name = steps[0] if steps else ""
    if name == "module":
        return _from_root(module.module.path, module.evaluation.root), 1
    if name == "root":
        return ".", 1
    if name == "cwd":
        return Unknown("depends on the machine", Origin("path.cwd")), 1
    raise UndeclaredError(f"`path.{name}` does not exist")


_from_root = lru_cache(1_000)(relpath)
"""The way from a root to a module."""

NO_WORKSPACE = "workspace is not known"
"""Neither a pipeline nor the configuration says which one is selected."""


def _terraform(module: ModuleInstance, steps: Steps) -> Resolved:
    name = steps[0] if steps else ""
    if name in {"workspace", "env"}:
        return module.evaluation.applied.workspace or Unknown(NO_WORKSPACE, Origin("terraform.workspace")), 1
    return Unknown(KNOWN_AFTER_APPLY, Origin(f"terraform.{name}")), 1


def _unbound(name: str) -> Callable[[ModuleInstance, Steps], Resolved]:
    def refuse(module: ModuleInstance, steps: Steps) -> Resolved:
        del module, steps
        raise EvaluationError(f"`{name}` has no meaning here")

    return refuse


_ROOTS: Mapping[str, Callable[[ModuleInstance, Steps], Resolved]] = {
    "var": variable_reference,
    "local": local,
    "path": _path,
    "terraform": _terraform,
    "tofu": _terraform,
    "each": _unbound("each"),
    "count": _unbound("count"),
    "self": _unbound("self"),
}
