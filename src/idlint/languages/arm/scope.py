"""Where an expression is evaluated: the run, the frame of one template instance, and the names bound around a node.

A frame memoises what it has forced, together with the unconfirmed defaults that the value rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from idlint.document import Call, Problem
from idlint.fuel import MAX_DEPTH, Exhausted, Fuel, out_of_budget
from idlint.languages.arm.expressions import Literal, Node
from idlint.languages.arm.model import ParameterDeclaration, Resource, Template
from idlint.languages.arm.pieces import MAX_NODES, NOT_DEPLOYED, weight
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Origin, Sensitive, Unknown, Value

MAX_FRAMES = 40
"""Templates nested in templates; deeper is refused."""


class Place(NamedTuple):
    """Where a template is deployed to, as far as the code says so; equal origins are the same place."""

    group: str = "resourceGroup()"
    """The origin address of the resource group."""
    group_name: Value = Unknown(NOT_DEPLOYED, Origin("resourceGroup()", ("name",)))
    subscription: str = "subscription()"
    """The origin address of the subscription."""
    subscription_id: Value = Unknown(NOT_DEPLOYED, Origin("subscription()", ("subscriptionId",)))
    management_group: str = "managementGroup()"


class Run:
    """One template evaluated under one variable set: the budget, the problems, and every instance by address."""

    __slots__ = (
        "addresses", "assumed", "depth", "evaluate", "expressions", "fuel", "homes", "instances", "problems", "where",
    )  # fmt: skip

    def __init__(self, evaluate: Callable[[Node, Scope], Value], fuel: Fuel, where: Location) -> None:
        self.evaluate = evaluate
        """`evaluate.evaluate`, handed in so that what it needs can call it back."""
        self.fuel = fuel
        self.where = where
        """The place of the string being evaluated, for problems inside it."""
        self.depth = 0
        self.assumed: set[str] = set()
        """The unconfirmed defaults read since somebody last looked: `parameters.region`."""
        self.problems: dict[Problem, None] = {}
        self.expressions: dict[str, Node] = {}
        """Parsed expressions by their text."""
        self.instances: dict[str, Instance] = {}
        self.addresses: dict[str, int] = {}
        """How often each address was wanted, so that each is given once."""
        self.homes: dict[int, Frame] = {}
        """Frames of templates that lend functions, by the template's identity."""

    def report(self, message: str, location: Location | None = None) -> None:
        """Remember one problem, once."""
        self.problems[Problem(location or self.where, message)] = None

    def enter(self) -> None:
        """Spend a step and go one level deeper; the caller counts `depth` down again."""
        self.fuel.step()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fuel.exhausted = self.fuel.exhausted or "depth of evaluation"
            raise Exhausted(self.fuel.exhausted)

    def guarded(self, compute: Callable[[], Value]) -> Value:
        """`compute()`, or an unknown where it runs out of budget or stack."""
        depth, where = self.depth, self.where
        try:
            return compute()
        except Exhausted:
            return out_of_budget()
        except RecursionError:
            self.fuel.exhausted = self.fuel.exhausted or "depth of evaluation"
            return out_of_budget()
        finally:
            self.depth, self.where = depth, where

    def read(self, value: Value, size: int | None = None) -> Value:
        """`value`, whose size is paid for each time it is read through a name; `Exhausted` where it is too large."""
        if isinstance(value, (dict, list, Sensitive, Unknown)):
            size = weight(value) if size is None else size
            self.fuel.step(size // 4)
            if size >= MAX_NODES:
                self.fuel.exhausted = self.fuel.exhausted or "size of values"
                raise Exhausted(self.fuel.exhausted)
        return value

    def forced(self, compute: Callable[[], Value]) -> _Forced:
        """`compute()` as it is memoised; a value that is too large is not kept."""
        value, assumed = self.collect(compute)
        size = weight(value)
        if size < MAX_NODES:
            return _Forced(value, assumed, size)
        self.fuel.exhausted = self.fuel.exhausted or "size of values"
        return _Forced(out_of_budget(), assumed, 0)

    def collect(self, compute: Callable[[], Value]) -> tuple[Value, frozenset[str]]:
        """`compute()`, guarded, and the unconfirmed defaults it read (which count for the caller too)."""
        outer, self.assumed = self.assumed, set()
        try:
            value = self.guarded(compute)
        finally:
            found, self.assumed = self.assumed, outer
        outer |= found
        return value, frozenset(found)


class Bound(NamedTuple):
    """An argument: a node, and the scope of the caller in which it is evaluated."""

    node: Node
    scope: Scope | None = None
    """None for a plain value from a parameter file."""


class _Forced(NamedTuple):
    """A memoised value, the unconfirmed defaults it rests on, and its size."""

    value: Value
    assumed: frozenset[str]
    size: int


class Frame:
    """One instance of one template: its arguments, its place, what it has forced, and what it declares."""

    __slots__ = (
        "arguments", "callers", "confirmed", "expanded", "memo", "names", "outer", "parent", "place", "prefix", "run",
        "scope", "template",
    )  # fmt: skip

    def __init__(
        self,
        run: Run,
        template: Template,
        *,
        prefix: str = "",
        arguments: Mapping[str, Bound] | None = None,
        callers: tuple[Call, ...] = (),
        parent: Frame | None = None,
        outer: Scope | None = None,
        place: Place | None = None,
        confirmed: bool = True,
    ) -> None:
        self.run = run
        self.template = template
        self.prefix = prefix
        """Before every address: empty, or `network.`."""
        self.arguments = arguments if arguments is not None else {}
        """By lower-case parameter name."""
        self.callers = callers
        self.parent = parent
        self.outer = outer
        """The caller's scope, for a nested template whose expressions are evaluated there."""
        self.place = place if place is not None else Place()
        self.confirmed = confirmed
        """Whether somebody is known to deploy this with its defaults."""
        self.scope: Scope = outer if outer is not None else Scope(self)
        """The scope of the template's own top level."""
        self.memo: dict[tuple[str, str], _Forced] = {}
        self.expanded: dict[str, tuple[Instance, ...]] = {}
        """Instances by resource key."""
        self.names: dict[str, tuple[dict[str, Instance], list[Instance]]] = {}
        """By lower-case type: the instances by their lower-case name, and those whose name is not known."""

    def force(self, kind: str, name: str, compute: Callable[[], Value]) -> Value:
        """The memoised value of one named thing; a circle gives an unknown."""
        found = self.memo.get((kind, name))
        if found is None:
            self.memo[kind, name] = _Forced(Unknown("circular reference"), frozenset(), 0)
            found = self.memo[kind, name] = self.run.forced(compute)
        else:
            self.run.assumed |= found.assumed
        return self.run.read(found.value, found.size)

    def parameter(self, name: str) -> Value:
        """The value of a parameter: what was passed, its default, or unknown."""
        return self.force("parameters", name.lower(), lambda: self._parameter(name))

    def _parameter(self, name: str) -> Value:
        declared = self.template.parameters.get(name.lower())
        if declared is None:
            self.run.report(f"expected the name of a declared parameter, found `{name[:80]}`")
            return Unknown("parameter is not declared")
        value = self._argument(declared)
        return Sensitive(value) if declared.secure and not isinstance(value, Sensitive) else value

    def _argument(self, declared: ParameterDeclaration) -> Value:
        """What is passed for a parameter; null stands for nothing, as the platform has it."""
        bound = self.arguments.get(declared.name.lower())
        value = self.run.evaluate(bound.node, bound.scope or self.scope) if bound is not None else None
        if value is not None:
            return value
        if declared.default is not None:
            if not self.confirmed:
                self.run.assumed.add(f"parameters.{declared.name}")
            return self.run.evaluate(declared.default, self.scope)
        if bound is not None or declared.nullable:
            return None
        return Unknown("parameter without a value", Origin(f"{self.prefix}parameters.{declared.name}"))

    def variable(self, name: str) -> Value:
        """The value of a variable."""
        node = self.template.variables.get(name.lower())
        if node is None:
            self.run.report(f"expected the name of a declared variable, found `{name[:80]}`")
            return Unknown("variable is not declared")
        return self.force("variables", name.lower(), lambda: self.run.evaluate(node, self.scope))


class Scope:
    """The names around one node: those of its frame, and those that loops, lambdas and functions bind."""

    __slots__ = ("closed", "frame", "locals", "loops")

    def __init__(
        self,
        frame: Frame,
        locals: Mapping[str, Value] | None = None,
        loops: Mapping[str, Value] | None = None,
        *,
        closed: bool = False,
    ) -> None:
        self.frame = frame
        self.locals: Mapping[str, Value] = locals if locals is not None else {}
        """By lower-case name."""
        self.loops: Mapping[str, Value] = loops if loops is not None else {}
        """The position in each copy loop by its lower-case name; the innermost also under the empty name."""
        self.closed = closed
        """Inside a user-defined function, whose `Parameter`s are its own."""

    def bind(self, names: Mapping[str, Value]) -> Scope:
        """The same scope with more local names."""
        bound = {**self.locals, **{name.lower(): value for name, value in names.items()}}
        return Scope(self.frame, bound, self.loops, closed=self.closed)

    def loop(self, name: str, position: Value) -> Scope:
        """The same scope inside one round of an ARM copy loop of a property, variable or output.

        `copyIndex()` without a name stays that of the resource's loop, if there is one.
        """
        loops = {"": position, **self.loops, name.lower(): position}
        return Scope(self.frame, self.locals, loops, closed=self.closed)

    def resource_loop(self, name: str, position: Value) -> Scope:
        """The same scope inside one round of a resource's loop."""
        loops = {**self.loops, name.lower(): position, "": position}
        return Scope(self.frame, self.locals, loops, closed=self.closed)


class Instance:
    """One instance of a resource: one round of its loop, in one frame."""

    __slots__ = ("absent", "address", "assumed", "child", "frame", "maybe", "number", "resource", "scope")

    def __init__(
        self,
        resource: Resource,
        frame: Frame,
        scope: Scope,
        *,
        number: int | None = None,
        maybe: str = "",
        absent: bool = False,
        assumed: frozenset[str] = frozenset(),
    ) -> None:
        self.resource = resource
        self.frame = frame
        self.scope = scope
        self.number = number
        """The round of the loop; None without a loop, and for the one instance that stands for an unknown number."""
        self.maybe = maybe
        self.absent = absent
        """Whether its condition is known to be false: it has a name, but is not declared."""
        self.assumed = assumed
        """The unconfirmed defaults that its existence rests on."""
        self.address = ""
        """Set by `instances.address` when first asked for."""
        self.child: Frame | str | None = None
        """A module's frame, or why there is none; set by `instances.child_frame` when first asked for."""


def plain(value: Value) -> Bound:
    """A plain value as an argument."""
    return Bound(Literal(value))
