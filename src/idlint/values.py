"""What an expression can evaluate to: plain Python data, plus what static analysis cannot know.

A value is `None` (Terraform's and ARM's null), `bool`, `int`, `Decimal`, `str`, `list`, `dict` with
string keys, `Unknown` or `Sensitive`. Containers hold values. Values carry no spans: a declaration
keeps its spans in a table by path, so that evaluation stays plain data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

Step: TypeAlias = str | int
"""One step of a path into a value: a key or an index."""


class Origin(NamedTuple):
    """Where an unknown value comes from: equal origins are equal values, different ones say nothing."""

    address: str
    """Fully qualified: `module.app["a"].azurerm_key_vault.kv`, `data.azurerm_client_config.me`, `var.region`,
    `module.net.var.region`; for ARM `parameters.region` or a symbolic resource id."""
    path: tuple[Step, ...] = ()
    """Attribute path below the address, `("identity", 0, "principal_id")`."""

    def __str__(self) -> str:
        return self.address + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)


class Unknown:
    """A value that static analysis cannot know, with all that is known about it.

    Immutable by convention; compared by identity, because equality of unknowns is `same()`.
    """

    __slots__ = ("known", "origin", "reason")

    def __init__(
        self,
        reason: str,
        origin: Origin | None = None,
        known: tuple[Value, ...] | dict[str, Value] | list[Value] | None = None,
    ) -> None:
        self.reason = reason
        """Why, as a short phrase that groups in a summary (no addresses): `variable without a value`."""
        self.origin = origin
        """Where from, when it is exactly one thing; None for a mixture."""
        self.known = known
        """What is certain. A tuple: the pieces of a string, literal `str` pieces and Unknown ones, in order.
        A dict: entries that hold whatever the other keys are. A list: elements certainly contained."""

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r}, {self.origin!s}, {self.known!r})"


class Sensitive:
    """A value that must not be printed (Terraform's `sensitive`, a secret parameter)."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Sensitive(…)"


class UnknownKey(str):
    """A key of a dict that is not known: its text (`${id.id}`), and the value behind it.

    ARM writes the ids of identities as keys, so a key can carry an origin.
    """

    value: Unknown

    def __new__(cls, value: Unknown) -> UnknownKey:
        """The key that stands for `value`."""
        key = super().__new__(cls, text(value))
        key.value = value
        return key

    def __reduce__(self) -> tuple[type[UnknownKey], tuple[Unknown]]:
        return UnknownKey, (self.value,)


class Missing:
    """The type of `MISSING`: nothing is written there, which is neither null nor unknown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""The one absent value; it survives pickling as itself."""

Value: TypeAlias = bool | int | Decimal | str | list["Value"] | dict[str, "Value"] | Unknown | Sensitive | None


def reveal(value: Value) -> Value:
    """`value` without its outer sensitive mark."""
    while isinstance(value, Sensitive):
        value = value.value
    return value


def get(value: Value | Missing, step: Step) -> Value | Missing:
    """What is below `value` at `step`; null and absent have nothing, an unknown has an unknown.

    A string step into a one-element list enters that element, since a block is a list of one object.
    """
    match value:
        case Sensitive():
            inner = get(value.value, step)
            return inner if isinstance(inner, Missing) else Sensitive(inner)
        case Unknown():
            return _get_unknown(value, step)
        case dict():
            return value.get(str(step), MISSING)
        case list():
            return _get_list(value, step)
    return MISSING


def _get_unknown(value: Unknown, step: Step) -> Value:
    if isinstance(value.known, dict) and str(step) in value.known:
        return value.known[str(step)]
    origin = value.origin and Origin(value.origin.address, (*value.origin.path, step))
    return Unknown(value.reason, origin)


def _get_list(value: list[Value], step: Step) -> Value | Missing:
    if isinstance(step, str):
        return get(value[0], step) if len(value) == 1 else MISSING
    return value[step] if -len(value) <= step < len(value) else MISSING


def lookup(value: Value | Missing, path: Iterable[Step]) -> Value | Missing:
    """What is below `value` along `path`."""
    for step in path:
        value = get(value, step)
    return value


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None where that cannot be known."""
    left, right = reveal(left), reveal(right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _same_unknown(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return None if _has_unknown_key(left) or _has_unknown_key(right) else False
        return all_three(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all_three(map(same, left, right))
    return (type(left) is type(right) and left == right) or _same_number(left, right)


def _has_unknown_key(value: dict[str, Value]) -> bool:
    return any(isinstance(key, UnknownKey) for key in value)


def _same_number(left: Value, right: Value) -> bool:
    numbers = (int, Decimal)
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    return isinstance(left, numbers) and isinstance(right, numbers) and left == right


def _same_unknown(left: Value, right: Value) -> bool | None:
    """True for one origin or for equal pieces, never False: different origins may be equal values."""
    if not (isinstance(left, Unknown) and isinstance(right, Unknown)):
        return None
    if left is right or (left.origin is not None and left.origin == right.origin):
        return True
    if not (isinstance(left.known, tuple) and isinstance(right.known, tuple)):
        return None
    pieces_agree = len(left.known) == len(right.known) and all_three(map(same, left.known, right.known))
    return pieces_agree or None


def all_three(verdicts: Iterable[bool | None]) -> bool | None:
    """Three-valued conjunction: False wins, then None."""
    result: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            result = None
    return result


def origins(value: Value | Missing) -> Iterator[Origin]:
    """Every origin inside `value`, in order of appearance, repeats included."""
    match value:
        case Sensitive():
            yield from origins(value.value)
        case Unknown():
            if value.origin is not None:
                yield value.origin
            yield from _origins_of_parts(value.known)
        case dict() | list():
            yield from _origins_of_parts(value)


def _origins_of_parts(parts: Mapping[str, Value] | Sequence[Value] | None) -> Iterator[Origin]:
    for key in parts if isinstance(parts, Mapping) else ():
        if isinstance(key, UnknownKey):
            yield from origins(key.value)
    for part in parts.values() if isinstance(parts, Mapping) else parts or ():
        yield from origins(part)


def is_known(value: Value | Missing) -> bool:
    """Whether nothing inside `value` is unknown; absence is known."""
    match value:
        case Sensitive():
            return is_known(value.value)
        case Unknown():
            return False
        case dict():
            return all(map(is_known, value.values())) and not _has_unknown_key(value)
        case list():
            return all(map(is_known, value))
    return True


def text(value: Value) -> str:
    """`value` as a reader would write it: known parts as they are, `${…}` for the rest."""
    match value:
        case Sensitive():
            return "(sensitive)"
        case Unknown(known=tuple() as pieces):
            return "".join(map(text, pieces))
        case Unknown(origin=origin):
            return f"${{{origin}}}" if origin else "${…}"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list():
            return "[" + ", ".join(map(text, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {text(item)}" for key, item in value.items()) + "}"
    return str(value)


Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def to_json(value: Value) -> Json:
    """`value` in the form of `idlint show`: unknown and sensitive values as tagged objects."""
    match value:
        case Sensitive():
            return {"$sensitive": True}
        case Unknown():
            return _unknown_to_json(value)
        case Decimal():
            return float(value)
        case dict():
            return {key: to_json(item) for key, item in value.items()}
        case list():
            return [to_json(item) for item in value]
    return value


def _unknown_to_json(value: Unknown) -> Json:
    result: dict[str, Json] = {"$unknown": value.reason}
    if isinstance(value.known, tuple):
        result["text"] = text(value)
    elif value.known is not None:
        result["known"] = to_json(value.known)
    refs: list[Json] = [str(origin) for origin in dict.fromkeys(origins(value))]
    if refs:
        result["refs"] = refs
    return result
