"""Reads `terraform show -json` output, plan or state form: bytes to the resources it says there will be.

https://developer.hashicorp.com/terraform/internals/json-format is the format. Resources are what
`planned_values` (or a state's `values`) hold, so what is deleted or deposed is not among them; data
sources that were read while planning stand in `prior_state`. Any shape of JSON is survived: what is not
as documented is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.plans import BINARY_MARK, decoded
from idlint.languages.terraform.expansion import keyed_address
from idlint.records import NamedTuple
from idlint.source import MAX_GENERATED_BYTES, SourceTree, Span

MAX_NESTING = 100
"""How deep child modules may be nested."""

BINARY = "a plan in binary form: write it as JSON with `terraform show -json PLAN > plan.json`"

_EMPTY: Mapping[str, Any] = {}


class Planned(NamedTuple):
    """One resource instance of a plan, its values as `json.loads` gave them."""

    address: str
    mode: str
    """`managed` or `data`."""
    type: str
    name: str
    key: str | int | None
    """The instance key."""
    modules: tuple[tuple[str, str], ...]
    """The module instances it is in, outermost first: address, and JSON pointer in the plan."""
    pointer: str
    """Where it stands in the plan."""
    values: Mapping[str, Any]
    unknown: Any = None
    """`after_unknown`: `True` wherever a value is known only after apply."""
    sensitive: tuple[Any, ...] = ()
    """`sensitive_values` and `after_sensitive`: `True` wherever a value must not be shown."""
    marked: bool = False
    """Whether the plan says at all what is sensitive; formats before 1.0 do not."""
    creates: bool = False


class Plan(NamedTuple):
    """One plan or state."""

    path: str
    resources: tuple[Planned, ...]
    variables: Mapping[str, Any]
    """Values of the root's variables, by name."""
    outputs: Mapping[str, Any]
    """The planned outputs as the plan has them: `{"sensitive": …, "value": …}`."""
    configuration: Mapping[str, Any]
    """The `configuration` of the plan; empty for a state."""
    incomplete: str = ""
    """Why there may be more than the plan says: planning failed, or part of it was put off."""


def read_plan(tree: SourceTree, path: str) -> Plan | Problem:
    """The plan in the file at `path`; or the one problem that makes it useless."""
    try:
        data = tree.read_bytes(path, MAX_GENERATED_BYTES)
    except SourceError as error:
        return Problem(Span(path, 0, 0), error.message)
    if data.startswith(BINARY_MARK):
        return Problem(Span(path, 0, 0), BINARY)
    text = decoded(data)
    try:
        found = json.loads(text, strict=False, parse_float=Decimal, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode("utf-8", "surrogatepass"))
        return Problem(Span(path, at, at), f"the plan is not complete JSON: {error.msg.lower()}")
    except (ValueError, RecursionError):
        return Problem(Span(path, 0, 0), "the plan holds JSON that is too deep, or a number of too many digits")
    document = table(found)
    version = document.get("format_version")
    if not is_known_version(version):
        message = f"plan format version `{version}` is not known: expected 0.1, 0.2 or 1.x, of `terraform show -json`"
        return Problem(Span(path, 0, 0), message)
    return _plan(path, document)


def is_known_version(version: object) -> bool:
    """Whether this is a format version whose meaning is known; within a major version only keys are added."""
    if not isinstance(version, str):
        return False
    major, _, minor = version.partition(".")
    return minor.isdecimal() and (major == "1" or version in {"0.1", "0.2"})


def table(value: object) -> Mapping[str, Any]:
    """`value` where it is a JSON object; else an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def items(value: object) -> list[Any]:
    """`value` where it is a JSON array; else an empty one."""
    return value if isinstance(value, list) else []


def _plan(path: str, document: Mapping[str, Any]) -> Plan:
    is_state = "planned_values" not in document
    values = "values" if is_state else "planned_values"
    changes = {_change_key(change): table(change) for change in items(document.get("resource_changes"))}
    root = table(document.get(values))
    found = list(_resources(root.get("root_module"), f"/{values}/root_module", (), changes))
    prior = table(table(document.get("prior_state")).get("values")).get("root_module")
    known = {item.address for item in found}
    before = _resources(prior, "/prior_state/values/root_module", (), {}) if not is_state else ()
    found += [item for item in before if item.mode == "data" and item.address not in known]
    variables = table(document.get("variables"))
    return Plan(
        path,
        tuple(found),
        {name: table(entry).get("value") for name, entry in variables.items()},
        table(root.get("outputs")),
        table(document.get("configuration")),
        _incomplete(document),
    )


def _incomplete(document: Mapping[str, Any]) -> str:
    if document.get("errored") is True:
        return "planning failed, so the plan is incomplete"
    if document.get("complete") is False or items(document.get("deferred_changes")):
        return "the plan leaves something to a later one"
    return ""


def _change_key(change: object) -> str:
    """The address of a change to a current object; the deposed objects of an address are only deleted."""
    found = table(change)
    return "" if "deposed" in found else str(found.get("address"))


def _resources(
    module: object, pointer: str, above: tuple[tuple[str, str], ...], changes: Mapping[str, Mapping[str, Any]]
) -> Iterator[Planned]:
    here = table(module)
    for number, entry in enumerate(items(here.get("resources"))):
        made = _resource(table(entry), f"{pointer}/resources/{number}", above, changes)
        if made is not None:
            yield made
    if len(above) < MAX_NESTING:
        for number, child in enumerate(items(here.get("child_modules"))):
            place = f"{pointer}/child_modules/{number}"
            address = table(child).get("address")
            if isinstance(address, str):
                yield from _resources(child, place, (*above, (address, place)), changes)


def _resource(
    entry: Mapping[str, Any],
    pointer: str,
    above: tuple[tuple[str, str], ...],
    changes: Mapping[str, Mapping[str, Any]],
) -> Planned | None:
    address, type, mode = entry.get("address"), entry.get("type"), entry.get("mode", "managed")
    if not (isinstance(address, str) and isinstance(type, str) and mode in {"managed", "data"}):
        return None
    index = entry.get("index")
    change = table(changes.get(address, _EMPTY).get("change"))
    marks = [part[key] for part, key in ((entry, "sensitive_values"), (change, "after_sensitive")) if key in part]
    if isinstance(index, str | int) and not address.endswith("]"):
        address = keyed_address(address, index)  # Terraform 0.12
    return Planned(
        _qualified(address, above),
        mode,
        type,
        str(entry.get("name", "")),
        index if isinstance(index, str | int) else None,
        above,
        pointer,
        table(entry.get("values")),
        change.get("after_unknown"),
        tuple(marks),
        bool(marks),
        "create" in items(change.get("actions")),
    )


def _qualified(address: str, above: tuple[tuple[str, str], ...]) -> str:
    """The full address; Terraform 0.12 left the modules out inside of modules."""
    return f"{above[-1][0]}.{address}" if above and not address.startswith("module.") else address
