"""The frames of modules and nested deployments: their arguments, their place, and why there may be none."""

from __future__ import annotations

from idlint.document import CIRCLE, Call
from idlint.languages.arm.allowed import refusal_of, refused_defaults
from idlint.languages.arm.expressions import Property
from idlint.languages.arm.instances import address, name, suffix
from idlint.languages.arm.model import Module, Template
from idlint.languages.arm.pieces import NOT_DEPLOYED
from idlint.languages.arm.places import GROUP_TYPE
from idlint.languages.arm.scope import MAX_FRAMES, Bound, Frame, Instance, Place, Run, Scope
from idlint.values import Missing, Unknown, Value, get, reveal, text


def child_frame(instance: Instance) -> Frame | str:
    """The frame of a module instance, the same each time, or why there is none."""
    if instance.child is None:
        instance.child = "circular reference"
        instance.child = _child_frame(instance)
    return instance.child


def _child_frame(instance: Instance) -> Frame | str:
    module, outside = instance.resource.module, instance.frame
    template = _template(module, instance) if module is not None else "is no module"
    if module is None or isinstance(template, str):
        return str(template)
    refusal = _circle(outside, template)
    if refusal:
        return refusal
    _check(module, template, outside.run)
    call = Call(address(instance), instance.resource.location)
    return Frame(
        outside.run,
        template,
        prefix=_prefix(instance),
        arguments=_arguments(module, template, instance.scope),
        callers=(*outside.callers, call),
        parent=outside,
        outer=None if module.inner else instance.scope,
        place=place_of(instance),
    )


def _template(module: Module, instance: Instance) -> Template | str:
    """The template a module deploys, by its source or by its computed link."""
    if module.link is None or module.follow is None:
        return module.load()
    return module.follow(reveal(instance.frame.run.evaluate(module.link, instance.scope)))


def _arguments(module: Module, template: Template, scope: Scope) -> dict[str, Bound]:
    found = {key: Bound(item.value, scope) for key, item in module.arguments.items()}
    if module.all_arguments is not None:
        for key, declared in template.parameters.items():
            entry = Property(module.all_arguments, declared.name, safe=True)
            found.setdefault(key, Bound(Property(entry, "value", safe=True), scope))
    return found


def _check(module: Module, template: Template, run: Run) -> None:
    """Report plain values, and defaults in force, that a parameter of the template does not allow."""
    for key, item in module.arguments.items():
        reason = refusal_of(template.parameters[key], item.value) if key in template.parameters else ""
        if reason:
            run.report(reason, item.location)
    for problem in refused_defaults(template, module.arguments) if module.all_arguments is None else ():
        run.report(problem.message, problem.location)


def _prefix(instance: Instance) -> str:
    own = instance.resource.symbol or text(name(instance))
    return f"{instance.frame.prefix}{own}{suffix(instance)}."


def _circle(frame: Frame | None, template: Template) -> str:
    """Why `template` cannot be deployed from `frame`: it is being deployed already, or too deep."""
    depth = 0
    while frame is not None:
        if frame.template is template:
            return CIRCLE
        depth += 1
        frame = frame.parent
    return "modules are nested too deeply" if depth >= MAX_FRAMES else ""


def place_of(instance: Instance) -> Place:
    """Where a module or resource is deployed: what its `scope` says, or where its template is."""
    place = instance.frame.place
    node = instance.resource.scope
    if node is None:
        return place
    value = reveal(instance.frame.run.evaluate(node, instance.scope))
    if not isinstance(value, Unknown) or value.origin is None:
        return place
    origin = value.origin.address
    if origin.startswith("subscription("):
        return place._replace(subscription=origin, subscription_id=_below(value, "subscriptionId"))
    if origin.startswith(("managementGroup(", "tenant(")):
        return place._replace(management_group=origin)
    if origin.startswith("resourceGroup("):
        return place._replace(group=origin, group_name=_below(value, "name"))
    target = instance.frame.run.instances.get(origin)
    if target is not None and target.resource.type.lower() == GROUP_TYPE:
        return place._replace(group=origin, group_name=name(target))
    return place


def _below(value: Unknown, key: str) -> Value:
    found = get(value, key)
    return Unknown(NOT_DEPLOYED) if isinstance(found, Missing) else found
