"""What an expression can evaluate to: plain Python data, plus what static analysis cannot know.

A value is `None` (Terraform's and ARM's null), `bool`, `int`, `Decimal`, `str`, `list`, `dict` with
string keys, `Unknown` or `Sensitive`. Containers hold values. Values carry no spans: a declaration
keeps its spans in a table by path, so that evaluation stays plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from idlint.records import NamedTuple

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
        return self.address + "".join([f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path])


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


class Closed(Unknown):
    """An object that is not known whole, but which has no other entries than those that are listed here."""

    __slots__ = ("entries", "possible")

    def __init__(self, reason: str, entries: dict[str, Value], possible: dict[str, Value]) -> None:
        super().__init__(reason, None, entries)
        self.entries = entries
        """Those that it has: its known part."""
        self.possible = possible
        """Those that it may have, with the values they have then."""

    def may_have(self, key: str) -> bool:
        """Whether there may be an entry at `key`; there is none where no key is the same but for the case."""
        wanted = key.lower()
        keys = (*self.entries, *self.possible)
        return any(isinstance(other, UnknownKey) or other.lower() == wanted for other in keys)


class Encoded(Unknown):
    """A text in base 64, perhaps of compressed bytes, that is not known itself but decodes to `content`."""

    __slots__ = ("content",)

    def __init__(self, content: Value, reason: str, origin: Origin | None = None) -> None:
        super().__init__(reason, origin)
        self.content = content
        """The text before it was encoded: a `str`, or an unknown with its pieces."""


class Later(Unknown):
    """A moment that is not known; known is how long after the deployment it is."""

    __slots__ = ("seconds",)

    def __init__(self, reason: str, seconds: int, origin: Origin | None = None) -> None:
        super().__init__(reason, origin)
        self.seconds = seconds
        """Seconds from the deployment to the moment."""


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


def _get_unknown(value: Unknown, step: Step) -> Value | Missing:
    if isinstance(value.known, dict) and str(step) in value.known:
        return value.known[str(step)]
    if isinstance(value, Closed) and not value.may_have(str(step)):
        return MISSING
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
    """Whether two values are equal; None where that cannot be known. A list and an object are never equal."""
    result: bool | None = True
    pairs, seen = [(left, right)], set[tuple[int, int]]()
    while pairs:
        left, right = map(reveal, pairs.pop())
        inner = _pairs(left, right)
        verdict = _same_leaf(left, right) if inner is None else True
        if verdict is False:
            return False
        result = result and verdict
        if inner and (id(left), id(right)) not in seen:
            seen.add((id(left), id(right)))
            pairs += inner
    return result


def _pairs(left: Value, right: Value) -> list[tuple[Value, Value]] | None:
    """What has to be equal for two containers of one shape to be; None for anything else."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return [(left[key], right[key]) for key in left]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return list(zip(left, right, strict=True))
    return None


def _same_leaf(left: Value, right: Value) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _same_unknown(left, right)
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return False
    return (type(left) is type(right) and left == right) or _same_number(left, right)


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


def _parts(value: Value | Missing) -> Sequence[Value]:
    """The values directly inside `value`: elements, entries, known parts, what a sensitive mark covers."""
    match value:
        case Sensitive():
            return (value.value,)
        case Unknown(known=known):
            return list(known.values()) if isinstance(known, dict) else known or ()
        case dict():
            return list(value.values())
    return value if isinstance(value, list) else ()


def _possible_parts(value: Value | Missing) -> Sequence[Value]:
    """The values directly inside `value`, and those that may be."""
    return [*_parts(value), *value.possible.values()] if isinstance(value, Closed) else _parts(value)


def origins(value: Value | Missing) -> Iterator[Origin]:
    """Every origin inside `value`, in order of appearance; an origin that appears in several places may repeat."""
    return (item.origin for item in _inside(value) if isinstance(item, Unknown) and item.origin is not None)


def is_known(value: Value | Missing) -> bool:
    """Whether nothing inside `value` is unknown; absence is known."""
    return not any(isinstance(item, Unknown) for item in _inside(value))


def is_sensitive(value: Value | Missing) -> bool:
    """Whether anything that is or may be inside `value` must not be printed."""
    return any(isinstance(item, Sensitive) for item in _inside(value, _possible_parts))


def _inside(
    value: Value | Missing, parts_of: Callable[[Value | Missing], Sequence[Value]] = _parts
) -> Iterator[Value | Missing]:
    """`value` and everything inside it; what is shared by reference, which can be exponential in size, once."""
    waiting, seen = [value], set[int]()
    while waiting:
        item = waiting.pop()
        yield item
        parts = parts_of(item)
        if parts and id(item) not in seen:
            seen.add(id(item))
            waiting += reversed(parts)


MAX_SHOWN_DEPTH = 100
MAX_SHOWN_VALUES = 100_000
"""Where a value is shown, what nests deeper or comes later is left out; no deployment needs nearly so much,
but a few bytes of doubled lists do."""


class Room:
    """How many more values can be shown, in one value or in several that share it."""

    __slots__ = ("left",)

    def __init__(self, left: int = MAX_SHOWN_VALUES) -> None:
        self.left = left

    def take(self, depth: int) -> bool:
        """Whether there is room for one more container at the depth that is left."""
        self.left -= 1
        return self.left >= 0 and depth > 0


def text(value: Value) -> str:
    """`value` as a reader would write it: known parts as they are, `${…}` for the rest."""
    return _text(value, MAX_SHOWN_DEPTH, Room())


def _text(value: Value, depth: int, room: Room) -> str:
    match value:
        case str():
            return value
        case Unknown(known=tuple() as pieces) if room.take(depth):
            return "".join(_text(piece, depth - 1, room) for piece in pieces)
        case Later(seconds=seconds):
            return f"${{{seconds // 86_400} days after the deployment}}"
        case Unknown(origin=origin):
            return f"${{{origin}}}" if origin else "${…}"
        case Sensitive():
            return "(sensitive)"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return _number_text(value)
    return _container_text(value, depth, room)


def _container_text(value: list[Value] | dict[str, Value], depth: int, room: Room) -> str:
    if not room.take(depth):
        return "…"
    if isinstance(value, list):
        return "[" + ", ".join(_text(item, depth - 1, room) for item in value) + "]"
    return "{" + ", ".join(f"{key} = {_text(item, depth - 1, room)}" for key, item in value.items()) + "}"


_LONGEST_NUMBER = 100
"""Digits; Python refuses to print integers of more than 4,300."""


def _number_text(value: int | Decimal) -> str:
    """The digits without an exponent, unless there were too many of them."""
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return f"{number:.6e}"
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def to_json(value: Value, room: Room | None = None) -> Json:
    """`value` in the form of `idlint show`: unknown and sensitive values as tagged objects.

    A number that JSON readers cannot hold is its text.
    """
    return _to_json(value, MAX_SHOWN_DEPTH, room or Room())


def _to_json(value: Value, depth: int, room: Room) -> Json:
    match value:
        case bool() | str() | None:
            return value
        case int() | Decimal():
            return _number_to_json(value)
        case Sensitive():
            return {"$sensitive": True}
        case Unknown():
            return _unknown_to_json(value, depth, room)
    if not room.take(depth):
        return {"$unknown": "too large to be shown"}
    if isinstance(value, list):
        return [_to_json(item, depth - 1, room) for item in value]
    return {key: _to_json(item, depth - 1, room) for key, item in value.items()}


def _number_to_json(value: int | Decimal) -> Json:
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        return _number_text(value)
    return int(number) if number == number.to_integral_value() else float(number)


def _unknown_to_json(value: Unknown, depth: int, room: Room) -> Json:
    result: dict[str, Json] = {"$unknown": value.reason}
    if isinstance(value.known, tuple):
        result["text"] = _text(value, depth, room)
    elif value.known is not None:
        result["known"] = _to_json(value.known, depth, room)
    if isinstance(value, Closed):
        result["possible"] = _to_json(value.possible, depth, room)
    refs: list[Json] = [str(origin) for origin in dict.fromkeys(origins(value))]
    if refs:
        result["refs"] = refs
    return result


def from_json(data: Json) -> Value:
    """JSON data as a value: JSON has floating-point numbers, values have decimals."""
    match data:
        case float():
            return Decimal(str(data))
        case list():
            return [from_json(item) for item in data]
        case dict():
            return {key: from_json(item) for key, item in data.items()}
    return data
