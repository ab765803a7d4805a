"""Turns a template and its arguments into declarations: every resource, those of modules and nested deployments too.

This is where Bicep joins: its front end lowers to `model.Template` and calls `deploy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from idlint.document import ABSENT_BY_DEFAULT, Declaration, Demand, Deployment, Hole, Invocation, Problem
from idlint.fuel import Exhausted, Fuel
from idlint.languages.arm.allowed import refused_defaults
from idlint.languages.arm.bodies import Body
from idlint.languages.arm.evaluate import evaluate
from idlint.languages.arm.expressions import Node
from idlint.languages.arm.instances import address, ghosts, instances, name, of_value, parent
from idlint.languages.arm.model import Resource, Template
from idlint.languages.arm.nested import child_frame, place_of
from idlint.languages.arm.pieces import NOT_DEPLOYED
from idlint.languages.arm.places import subscription_id
from idlint.languages.arm.platform import referenced, target_of_id
from idlint.languages.arm.scope import Bound, Frame, Instance, Run, Scope
from idlint.records import NamedTuple
from idlint.values import Origin, Sensitive, Unknown, Value, text


class Deployed(NamedTuple):
    """What evaluating one template under one variable set gives."""

    declarations: tuple[Declaration, ...]
    holes: tuple[Hole, ...]
    parameters: dict[str, Value]
    """Empty unless everything is demanded, as are the next two."""
    variables: dict[str, Value]
    outputs: dict[str, Value]
    problems: tuple[Problem, ...]
    exhausted: str
    """The limit of the budget that was reached, if any."""


def deploy(
    template: Template,
    arguments: Mapping[str, Bound],
    demand: Demand,
    *,
    confirmed: bool = True,
    fuel: Fuel | None = None,
) -> Deployed:
    """Evaluate `template` with `arguments` (by lower-case parameter name).

    Where it is not `confirmed` that somebody deploys it with its defaults, values that rest on them are assumed.
    """
    run = Run(evaluate, fuel or Fuel(), template.location)
    frame = Frame(run, template, arguments=arguments, confirmed=confirmed)
    for problem in refused_defaults(template, arguments) if confirmed else ():
        run.report(problem.message, problem.location)
    found = _Found(demand)
    found.walk(frame, _Above())
    everything = demand is None
    return Deployed(
        tuple(found.declarations),
        tuple(found.holes),
        dict(_parameters(frame)) if everything else {},
        dict(_variables(frame)) if everything else {},
        dict(_outputs(frame)) if everything else {},
        tuple(run.problems),
        run.fuel.exhausted,
    )


def deployment_of(
    deployed: Deployed, template: Template, applied: Invocation, *, path: str, language: str, role: str = "template"
) -> Deployment:
    """The `Deployment` record of one evaluated variable set."""
    return Deployment(
        path,
        language,
        applied.name,
        "library" if role == "library" else "template",
        deployed.declarations,
        deployed.holes,
        template.location,
        deployed.parameters,
        deployed.variables,
        deployed.outputs,
        applied.var_files,
        scope=template.target_scope,
    )


def evaluated(template: Template, nodes: Mapping[str, Node], locals: Mapping[str, Value]) -> dict[str, Value]:
    """The values of loose nodes in a template without arguments: the assignments of a parameter file.

    `locals` are the names that are bound around all of them.
    """
    run = Run(evaluate, Fuel(), template.location)
    frame = Frame(run, template)
    frame.scope = frame.scope.bind(locals)
    return {key: run.guarded(_evaluation(node, frame.scope)) for key, node in nodes.items()}


def _parameters(frame: Frame) -> Iterator[tuple[str, Value]]:
    for declared in frame.template.parameters.values():
        yield declared.name, frame.run.guarded(partial(frame.parameter, declared.name))


def _variables(frame: Frame) -> Iterator[tuple[str, Value]]:
    for key in frame.template.variables:
        yield key, frame.run.guarded(partial(frame.variable, key))


def _outputs(frame: Frame) -> Iterator[tuple[str, Value]]:
    for key, declared in frame.template.outputs.items():
        value = frame.run.guarded(partial(frame.force, "outputs", key, _evaluation(declared.value, frame.scope)))
        yield declared.name, Sensitive(value) if declared.secure else value


class _Above(NamedTuple):
    """What the modules around a template say about the existence of what it declares."""

    maybe: str = ""
    assumed: frozenset[str] = frozenset()


class _Found:
    """Declarations and holes while the templates are walked."""

    def __init__(self, demand: Demand) -> None:
        self.demand = demand
        self.declarations: list[Declaration] = []
        self.holes: list[Hole] = []

    def walk(self, frame: Frame, above: _Above) -> None:
        """Every resource of `frame`; one that exceeds the budget becomes a hole, and so is not lost silently."""
        ruled_out = _Above(above.maybe or ABSENT_BY_DEFAULT, above.assumed)
        for resource in frame.template.resources.values():
            try:
                for instance in instances(frame, resource):
                    if not instance.absent:
                        self.instance(instance, above)
                for instance in ghosts(frame, resource):
                    self.instance(instance, ruled_out)
            except (Exhausted, RecursionError) as error:
                limit = str(error) if isinstance(error, Exhausted) else "depth of evaluation"
                frame.run.fuel.exhausted = frame.run.fuel.exhausted or limit
                where = frame.prefix + (resource.symbol or resource.type)
                self.holes.append(Hole(where, resource.type, "budget", resource.location, callers=frame.callers))

    def instance(self, instance: Instance, above: _Above) -> None:
        here = _Above(above.maybe or instance.maybe, above.assumed | instance.assumed)
        wanted = self.wanted(instance.resource)
        if wanted is not None:
            self.declarations.append(_declaration(instance, here, wanted))
        if instance.resource.module is None:
            return
        child = child_frame(instance)
        if isinstance(child, Frame):
            self.walk(child, here)
        else:
            self.holes.append(_hole(instance, child))

    def wanted(self, resource: Resource) -> frozenset[str] | None:
        """The lower-case names of the demanded attributes, `*` for all; None where the type is not demanded."""
        if self.demand is None:
            return frozenset("*")
        type = resource.type.lower()
        if type not in self.demand:
            return None
        names = self.demand[type]
        return frozenset("*") if names is None else frozenset(map(str.lower, names))


def _declaration(instance: Instance, above: _Above, wanted: frozenset[str]) -> Declaration:
    resource, run = instance.resource, instance.frame.run
    body = Body(instance.scope)
    attributes: dict[str, Value] = {"name": body.value(("name",), resource.name)}
    attributes["name"] = name(instance)
    version = resource.api_version
    attributes["apiVersion"] = version if isinstance(version, str) else body.value(("apiVersion",), version)
    attributes |= _relations(instance, body)
    for key, node in resource.body.items():
        if "*" in wanted or key.lower() in wanted:
            attributes[key] = body.value((key,), node)
    run.fuel.grow(64 * len(body.spans))
    assumed = {**body.assumed, (): tuple(sorted(above.assumed))} if above.assumed else body.assumed
    return Declaration(
        address(instance),
        resource.type,
        resource.location,
        name=resource.symbol or text(attributes["name"]),
        mode="existing" if resource.existing else "managed",
        attributes=attributes,
        spans=body.spans,
        assumed=assumed,
        maybe=above.maybe,
        callers=instance.frame.callers,
        depends_on=_depends_on(instance),
    )


def _relations(instance: Instance, body: Body) -> Iterator[tuple[str, Value]]:
    """`scope` and `parent` as ids, where the resource has them, and what it is deployed to.

    That is the name of the `resourceGroup`, or the id of the `subscription`.
    """
    resource, target = instance.resource, instance.frame.template.target_scope
    if resource.module is None and target == "resourceGroup":
        yield "resourceGroup", place_of(instance).group_name
    elif resource.module is None and target == "subscription":
        yield "subscription", subscription_id(place_of(instance))
    if resource.scope is not None:
        value = body.value(("scope",), resource.scope)
        yield "scope", _as_id(instance, value) if resource.module is None else value
    above = parent(instance)
    if above is not None:
        yield "parent", Unknown(NOT_DEPLOYED, Origin(address(above), ("id",)))


def _as_id(instance: Instance, value: Value) -> Value:
    """What an extension extends: the id of a declared resource, or what is written."""
    target = of_value(instance.frame, value) or target_of_id(instance.frame, value)
    return value if target is None else Unknown(NOT_DEPLOYED, Origin(address(target), ("id",)))


def _depends_on(instance: Instance) -> tuple[str, ...]:
    """The addresses of what `dependsOn` names and the template declares, without instance keys."""
    found: dict[str, None] = {}
    frame = instance.frame
    for node in instance.resource.depends_on:
        value = frame.run.guarded(_evaluation(node, instance.scope))
        for one in value if isinstance(value, list) else [value]:
            found |= dict.fromkeys(map(_without_key, _named(frame, one)))
    return tuple(found)


def _named(frame: Frame, value: Value) -> Iterable[Instance]:
    """What one entry of `dependsOn` names: a resource, or all of a copy loop."""
    target = referenced(frame, value)
    if target is not None:
        return (target,)
    loops = [item for item in frame.template.resources.values() if item.loop is not None and item.loop.name == value]
    return [instance for resource in loops for instance in instances(frame, resource) if not instance.absent]


def _without_key(instance: Instance) -> str:
    full = address(instance)
    return full.removesuffix("]").rpartition("[")[0] if instance.resource.loop is not None else full


def _hole(instance: Instance, reason: str) -> Hole:
    """An opaque module with what is passed to it."""
    resource, run = instance.resource, instance.frame.run
    module = resource.module
    arguments = module.arguments.values() if module is not None else ()
    return Hole(
        address(instance),
        module.source if module is not None else "",
        reason,
        (module.location if module is not None else None) or resource.location,
        {item.name: run.guarded(_evaluation(item.value, instance.scope)) for item in arguments},
        instance.frame.callers,
    )


def _evaluation(node: Node, scope: Scope) -> Callable[[], Value]:
    return lambda: scope.frame.run.evaluate(node, scope)
