"""What the expressions of a plan's `configuration` refer to: the origins of values that are unknown until apply.

A plan names what an expression refers to and not what it does with it. So an unknown value has one certain
origin only where it can hardly be anything but the referenced attribute itself (`key_vault_id` and `….id`);
elsewhere the reference is a piece of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from idlint.document import Path
from idlint.languages.terraform.plan.planned import KNOWN_AFTER_APPLY
from idlint.languages.terraform.plan.reading import Planned, items, table
from idlint.records import NamedTuple
from idlint.values import Origin, Step, Unknown, Value

MAX_HOPS = 40
"""How many variables and outputs a reference is followed through."""

_STEP = re.compile(r'\.?([\w-]+)|\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\]')
_OWN = frozenset({"each", "count", "path", "terraform", "self"})
"""What an expression names without referring to anything else."""


class Module(NamedTuple):
    """One module of the configuration as one of its instances sees it."""

    raw: Mapping[str, Any]
    address: str
    """`module.app["a"]`; empty for the root."""
    call: Mapping[str, Any]
    """The call that made it, in `above`."""
    above: Module | None = None


class References:
    """The expressions of one plan, with the addresses that its resources have."""

    def __init__(self, configuration: Mapping[str, Any], addresses: frozenset[str]) -> None:
        self._root = Module(table(configuration.get("root_module")), "", {})
        self._addresses = addresses
        self._resources: dict[int, dict[str, Mapping[str, Any]]] = {}

    def module(self, modules: Sequence[tuple[str, str]]) -> Module:
        """The module that a resource is in, by the addresses of the module instances around it."""
        here = self._root
        for address, _ in modules:
            here = self._called(here, _last_name(address), address)
        return here

    def _called(self, here: Module, name: str, address: str) -> Module:
        call = table(table(here.raw.get("module_calls")).get(name))
        return Module(table(call.get("module")), address, table(call.get("expressions")), here)

    def block(self, planned: Planned) -> Mapping[str, Any]:
        """What the configuration says about a resource; empty where it says nothing."""
        module = self.module(planned.modules)
        known = self._resources.get(id(module.raw))
        if known is None:
            entries = map(table, items(module.raw.get("resources")))
            known = {str(entry.get("address")): entry for entry in entries}
            self._resources[id(module.raw)] = known
        prefix = "data." if planned.mode == "data" else ""
        return known.get(f"{prefix}{planned.type}.{planned.name}", {})

    def unknown(self, planned: Planned, path: Path) -> Unknown:
        """The unknown value at `path` of a resource, with what it is known to come from."""
        expression = _at(table(self.block(planned).get("expressions")), path)
        if not expression:
            return Unknown(KNOWN_AFTER_APPLY, Origin(planned.address, path))
        module = self.module(planned.modules)
        found = list(dict.fromkeys(self._origins(expression, module, planned.key, MAX_HOPS)))
        return _unknown_from(next((step for step in reversed(path) if isinstance(step, str)), ""), found)

    def _origins(self, expression: object, module: Module, key: Step | None, hops: int) -> Iterator[Origin]:
        """The attributes of resources that an expression refers to, through variables and outputs."""
        kept: list[str] = []
        for text in items(table(expression).get("references")):
            if isinstance(text, str) and not any(_extends(longer, text) for longer in kept):
                kept.append(text)
                yield from self._origin(_steps(text), module, key, hops)

    def _origin(self, steps: Path, module: Module, key: Step | None, hops: int) -> Iterator[Origin]:
        if not steps or steps[0] in _OWN or hops == 0:
            return
        if steps[0] == "var" and len(steps) > 1:
            if module.above is not None:
                yield from self._origins(module.call.get(str(steps[1])), module.above, None, hops - 1)
        elif steps[0] == "module" and len(steps) > 2:
            yield from self._output(steps, module, key, hops)
        elif steps[0] != "local":
            yield self._of_resource(steps, module, key)

    def _output(self, steps: Path, module: Module, key: Step | None, hops: int) -> Iterator[Origin]:
        """What an output of a called module refers to; an index that is not written is the instance's own."""
        name, rest = str(steps[1]), steps[2:]
        address = _qualified(module.address, f"module.{name}")
        if isinstance(rest[0], int) or f"{address}{_index(rest[0])}" in self._module_addresses():
            address, rest = f"{address}{_index(rest[0])}", rest[1:]
        elif key is not None and f"{address}{_index(key)}" in self._module_addresses():
            address = f"{address}{_index(key)}"
        if rest:
            called = self._called(module, name, address)
            output = table(table(called.raw.get("outputs")).get(str(rest[0])))
            yield from self._origins(output.get("expression"), called, None, hops - 1)

    def _module_addresses(self) -> frozenset[str]:
        return self._addresses

    def _of_resource(self, steps: Path, module: Module, key: Step | None) -> Origin:
        taken = 3 if steps[0] == "data" else 2
        address = _qualified(module.address, ".".join(map(str, steps[:taken])))
        rest = steps[taken:]
        if address in self._addresses:
            return Origin(address, rest)
        if rest and f"{address}{_index(rest[0])}" in self._addresses:
            return Origin(f"{address}{_index(rest[0])}", rest[1:])
        if key is not None and f"{address}{_index(key)}" in self._addresses:
            return Origin(f"{address}{_index(key)}", rest)
        return Origin(address, rest)


def _at(expressions: Any, path: Path) -> Any:
    """The expression that a path lies in: blocks are entered, an expression covers all that is below it."""
    found = expressions
    for step in path:
        if isinstance(found, dict) and ("references" in found or "constant_value" in found):
            return found
        if isinstance(found, list):
            found = found[step] if isinstance(step, int) and step < len(found) else None
        elif isinstance(found, dict) and isinstance(step, str):
            found = found.get(step)
    return found


def is_written(expressions: Mapping[str, Any], path: Path) -> bool:
    """Whether the configuration has an argument or a block at `path`."""
    return _at(expressions, path) is not None


def _unknown_from(name: str, origins: list[Origin]) -> Unknown:
    if len(origins) == 1 and _passes(name, origins[0].path):
        return Unknown(KNOWN_AFTER_APPLY, origins[0])
    pieces: list[Value] = [Unknown(KNOWN_AFTER_APPLY, origin) for origin in origins]
    if not pieces:
        return Unknown(KNOWN_AFTER_APPLY)
    if name.endswith("s") and all(_passes(name, origin.path) for origin in origins):
        return Unknown(KNOWN_AFTER_APPLY, None, pieces)
    return Unknown(KNOWN_AFTER_APPLY, None, (*pieces, Unknown("an expression in the plan")))


def _passes(name: str, path: Path) -> bool:
    """Whether an argument of that name is most likely the referenced attribute itself."""
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    if last == "id" and name in {"scope", "scopes"}:
        return True
    return bool(last) and (name in {last, f"{last}s"} or name.endswith((f"_{last}", f"_{last}s")))


def _steps(reference: str) -> Path:
    found: list[Step] = []
    for step in _STEP.finditer(reference):
        name, key, number = step.groups()
        found.append(int(number) if number is not None and len(number) < 10 else str(name or key or number or ""))
    return tuple(found)


def _extends(longer: str, text: str) -> bool:
    return longer.startswith(text) and longer[len(text) : len(text) + 1] in {".", "["}


def _index(step: Step) -> str:
    return f"[{step}]" if isinstance(step, int) else f'["{step}"]'


def _qualified(module: str, local: str) -> str:
    return f"{module}.{local}" if module else local


def _last_name(address: str) -> str:
    """The name of the innermost call of a module's address: `b` of `module.a["x"].module.b[0]`."""
    steps = _steps(address)
    names = [number for number, step in enumerate(steps) if step == "module" and number + 1 < len(steps)]
    return str(steps[names[-1] + 1]) if names else ""
