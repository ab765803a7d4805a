"""How many instances a block with `count` or `for_each` makes, and how Terraform writes their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Generic, Literal, TypeAlias, TypeVar

from idlint.document import ABSENT_BY_DEFAULT
from idlint.fuel import MAX_INSTANCES, Exhausted
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.evaluation import NOTHING, Evaluation, FileScope
from idlint.languages.terraform.primitives import to_number
from idlint.languages.terraform.scope import EvaluationError
from idlint.records import NamedTuple
from idlint.values import Origin, Step, Unknown, Value, reveal

SYMBOL = "?"
"""The instance key of the one instance that stands for an unknown number of them."""

UNKNOWN_NUMBER = "number of instances is unknown"
OUT_OF_BUDGET = "budget"
TOO_MANY = f"more than {MAX_INSTANCES:,} instances"

INSTANCE_BYTES = 1_000
"""About what one instance takes; makes sure that multiplied modules end."""

Meta: TypeAlias = Literal["", "count", "for_each"]
InstanceKey: TypeAlias = Step | None

T = TypeVar("T")


class Expansion(NamedTuple):
    """The instances that one block makes."""

    meta: Meta
    """The meta-argument that decides; empty for a single instance."""
    keys: tuple[InstanceKey, ...]
    """The keys of the certain instances, None for a single one."""
    values: tuple[Value, ...] = ()
    """`each.value` of every key; empty without `for_each`."""
    maybe: str = ""
    """Why there may be further instances (for which a symbolic one stands); empty where there are none."""
    assumed: frozenset[str] = NOTHING
    """The variables whose unconfirmed defaults the number rests on."""
    certain: bool = False
    """Whether there certainly is at least one of the further instances."""


ONE = Expansion("", (None,))


class Family(NamedTuple, Generic[T]):
    """The instances of one block, made."""

    expansion: Expansion
    members: dict[InstanceKey, T]
    """By key, in order; the symbolic one is not among them."""
    symbol: T | None = None
    """The instance that stands for an unknown number of them."""

    def all(self) -> Iterator[T]:
        """Every instance, the symbolic one last."""
        yield from self.members.values()
        if self.symbol is not None:
            yield self.symbol


def expand(block: Block, scope: FileScope, evaluation: Evaluation) -> Expansion:
    """The instances of `block`, whose `count` or `for_each` is evaluated in `scope`, within the budget."""
    attributes = block.body.attributes
    made = ONE
    if "for_each" in attributes:
        made = _expanded("for_each", attributes["for_each"], scope, evaluation)
    elif "count" in attributes:
        made = _expanded("count", attributes["count"], scope, evaluation)
    try:
        evaluation.fuel.grow((len(made.keys) + 1) * INSTANCE_BYTES)
    except Exhausted:
        return Expansion(made.meta, (), maybe=OUT_OF_BUDGET, assumed=made.assumed)
    return made


def _expanded(meta: Meta, attribute: Attribute, scope: FileScope, evaluation: Evaluation) -> Expansion:
    value, assumed = evaluation.settle(attribute, scope)
    made = _counted(value) if meta == "count" else _keyed(value)
    if made.maybe == TOO_MANY:
        evaluation.fuel.exhausted = evaluation.fuel.exhausted or "number of instances"
    maybe = made.maybe or (ABSENT_BY_DEFAULT if assumed and not made.keys else "")
    return made._replace(maybe=maybe, assumed=assumed)


def _counted(value: Value) -> Expansion:
    try:
        number = to_number(reveal(value))
    except EvaluationError:
        number = None
    if isinstance(number, int) and 0 <= number <= MAX_INSTANCES:
        return Expansion("count", tuple(range(number)))
    if isinstance(number, int | Decimal) and number > MAX_INSTANCES:
        return Expansion("count", (), maybe=TOO_MANY)
    return Expansion("count", (), maybe=UNKNOWN_NUMBER)


def _keyed(value: Value) -> Expansion:
    value, maybe, certain = reveal(value), "", False
    if isinstance(value, Unknown):
        maybe, value = UNKNOWN_NUMBER, value.known if isinstance(value.known, dict | list) else {}
    if isinstance(value, list):
        keys = [item for item in map(reveal, value) if isinstance(item, str)]
        certain = len(keys) < len(value)
        maybe = UNKNOWN_NUMBER if certain else maybe
        value = {key: key for key in keys}
    if not isinstance(value, dict):
        return Expansion("for_each", (), maybe=UNKNOWN_NUMBER)
    if len(value) > MAX_INSTANCES:
        return Expansion("for_each", (), maybe=TOO_MANY)
    ordered = sorted(value)
    return Expansion("for_each", tuple(ordered), tuple(value[key] for key in ordered), maybe, certain=certain)


class Slot(NamedTuple):
    """One instance about to be made."""

    key: InstanceKey
    address: str
    names: dict[str, Value]
    """What `each` or `count` is in it."""


def slots(expansion: Expansion, address: str) -> list[Slot]:
    """The certain instances of the block at `address`."""
    if expansion.meta == "for_each":
        pairs = zip(expansion.keys, expansion.values, strict=True)
        return [Slot(key, keyed_address(address, key), {"each": {"key": key, "value": value}}) for key, value in pairs]
    if expansion.meta == "count":
        return [Slot(key, keyed_address(address, key), {"count": {"index": key}}) for key in expansion.keys]
    return [Slot(None, address, {})]


def symbolic_slot(expansion: Expansion, address: str) -> Slot:
    """The instance that stands for an unknown number of them; its own address is the origin of what differs."""
    address = f"{address}[{SYMBOL}]"
    name = "each" if expansion.meta == "for_each" else "count"
    return Slot(SYMBOL, address, {name: Unknown(UNKNOWN_NUMBER, Origin(address, (name,)))})


def keyed_address(address: str, key: InstanceKey) -> str:
    """The address of one instance as Terraform writes it: `a.b`, `a.b[0]`, `a.b["k"]`."""
    if key is None:
        return address
    return f"{address}[{key}]" if isinstance(key, int) else f'{address}["{_escaped(key)}"]'


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _escaped(key: str) -> str:
    return key.translate(_ESCAPES).replace("${", "$${").replace("%{", "%%{")
