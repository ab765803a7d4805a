"""The template functions that ask the platform or the template itself: ids, references, scopes, keys.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource, -scope, -deployment
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from idlint.languages.arm.attributes import resource_id
from idlint.languages.arm.functions.signature import FunctionError
from idlint.languages.arm.instances import address, by_key, find, instances, of_value, value_of
from idlint.languages.arm.nested import place_of
from idlint.languages.arm.pieces import NOT_DEPLOYED, derived, join
from idlint.languages.arm.places import (
    GROUP_TYPE,
    group_id,
    group_value,
    join_segments,
    management_group_name,
    other_group,
    provider_id,
    segments_of,
    subscription_id,
    subscription_value,
)
from idlint.languages.arm.scope import Frame, Instance, Place, Scope
from idlint.records import NamedTuple
from idlint.values import Origin, Sensitive, Unknown, Value, reveal, same, text

Arguments = Sequence[Value]


class PlatformFunction(NamedTuple):
    """A function that is told where it is called."""

    call: Callable[[Scope, Arguments], Value]
    least: int
    most: int | None


def _resource_group(scope: Scope, arguments: Arguments) -> Value:
    """`resourceGroup()`, or Bicep's `resourceGroup(name)` and `resourceGroup(subscription, name)`."""
    place = scope.frame.place
    if not arguments:
        return group_value(place)
    wanted = arguments[-1]
    declared = find(scope.frame, GROUP_TYPE, wanted)
    if declared is not None:
        return value_of(declared)
    subscription = arguments[0] if len(arguments) > 1 else None
    is_here = same(place.group_name, wanted) and subscription in {None, place.subscription_id}
    return group_value(place) if is_here else other_group(place, wanted, subscription)


def _subscription(scope: Scope, arguments: Arguments) -> Value:
    place = scope.frame.place
    if not arguments:
        return subscription_value(place)
    wanted = reveal(arguments[0])
    known: dict[str, Value] = {"subscriptionId": wanted, "id": subscription_id(place, wanted)}
    return Unknown(NOT_DEPLOYED, Origin(f"subscription({text(wanted)})"), known)


def _management_group(scope: Scope, arguments: Arguments) -> Value:
    if not arguments:
        return Unknown(NOT_DEPLOYED, Origin(scope.frame.place.management_group))
    wanted = reveal(arguments[0])
    known: dict[str, Value] = {
        "name": wanted,
        "id": join(["/providers/Microsoft.Management/managementGroups/", wanted]),
    }
    return Unknown(NOT_DEPLOYED, Origin(f"managementGroup({text(wanted)})"), known)


def _constant(call: str) -> PlatformFunction:
    """A function that gives one unknown object for the whole deployment."""
    return PlatformFunction(lambda _scope, _arguments: Unknown(NOT_DEPLOYED, Origin(call)), 0, 0)


def _deployment(scope: Scope, _: Arguments) -> Value:
    return Unknown(NOT_DEPLOYED, Origin(f"{scope.frame.prefix}deployment()"))


def _fresh(_scope: Scope, _arguments: Arguments) -> Value:
    """A value that is new with every deployment; nothing is equal to it."""
    return Unknown("new with every deployment")


def _asked(function: str) -> PlatformFunction:
    """A function that only the platform can answer, the same for the same arguments."""
    return PlatformFunction(lambda _, arguments: derived(function, list(map(reveal, arguments))), 0, None)


def _resource_id(scope: Scope, arguments: Arguments) -> Value:
    """`resourceId([subscription], [group], type, name, …)`."""
    before, type, names = _type_and_names(arguments)
    place = _named_place(scope.frame.place, before)
    target = _target(scope.frame, type, join_segments(names), place)
    return target if target is not None else provider_id(group_id(place), type, names)


def _named_place(place: Place, before: Arguments) -> Place:
    """`place` with another group, or another subscription and group."""
    if len(before) > 1 and not same(before[0], place.subscription_id):
        place = place._replace(subscription=f"subscription({text(before[0])})", subscription_id=before[0])
    if before and not same(before[-1], place.group_name):
        place = place._replace(group=f"resourceGroup({text(before[-1])})", group_name=before[-1])
    return place


def _subscription_resource_id(scope: Scope, arguments: Arguments) -> Value:
    before, type, names = _type_and_names(arguments)
    place = scope.frame.place
    target = _target(scope.frame, type, join_segments(names), place) if not before else None
    return target if target is not None else provider_id(subscription_id(place, *before[:1]), type, names)


def _tenant_resource_id(scope: Scope, arguments: Arguments) -> Value:
    _, type, names = _type_and_names(arguments)
    target = _target(scope.frame, type, join_segments(names), scope.frame.place)
    return target if target is not None else provider_id("", type, names)


def _management_group_resource_id(scope: Scope, arguments: Arguments) -> Value:
    before, type, names = _type_and_names(arguments)
    group = before[0] if before else management_group_name(scope.frame.place)
    base = join(["/providers/Microsoft.Management/managementGroups/", group])
    target = _target(scope.frame, type, join_segments(names), scope.frame.place) if not before else None
    return target if target is not None else provider_id(base, type, names)


def _extension_resource_id(scope: Scope, arguments: Arguments) -> Value:
    """`extensionResourceId(id, type, name, …)`."""
    _, type, names = _type_and_names(arguments[1:])
    target = _target(scope.frame, type, join_segments(names), scope.frame.place)
    return target if target is not None else provider_id(arguments[0], type, names)


def _type_and_names(arguments: Arguments) -> tuple[list[Value], str, list[Value]]:
    """What stands before the type, the type, and the names, which are as many as the type has segments.

    The platform does not mind a slash behind the type.
    """
    plain = list(map(reveal, arguments))
    for at, argument in enumerate(plain):
        type = argument.strip("/") if isinstance(argument, str) else ""
        if type.count("/") == len(plain) - at - 1 > 0:
            return plain[:at], type, plain[at + 1 :]
    unknown = next((argument for argument in plain if isinstance(argument, Unknown)), None)
    if unknown is not None:
        return [], "${type}", plain[-1:]
    raise FunctionError("expected a resource type and a name for each of its segments")


def _target(frame: Frame, type: str, wanted: Value, place: Place) -> Unknown | None:
    """The id of the declared resource that is meant, if there is one."""
    found = find(frame, type, wanted)
    if found is None or found.absent or not _same_place(place_of(found), place):
        return None
    return Unknown(NOT_DEPLOYED, Origin(address(found), ("id",)))


def _same_place(left: Place, right: Place) -> bool:
    return left.group == right.group or same(left.group_name, right.group_name) is True


def referenced(frame: Frame, value: Value) -> Instance | None:
    """The instance that `reference` or `list…` is given: by symbolic name, by id or by name."""
    value = reveal(value)
    found = of_value(frame, value)
    if found is not None:
        return found
    found = target_of_id(frame, value)
    if found is not None:
        return found
    resource = by_key(frame, value) if isinstance(value, str) else None
    if resource is not None and resource.symbol:
        only = instances(frame, resource)
        return only[0] if len(only) == 1 else None
    types = dict.fromkeys(resource.type for resource in frame.template.resources.values())
    matching = [found for type in types if (found := find(frame, type, value)) is not None and not found.absent]
    return matching[0] if len(matching) == 1 else _numbered(frame, value)


def target_of_id(frame: Frame, value: Value) -> Instance | None:
    """The declared resource that an id or a relative id (`Microsoft.Sql/servers/srv`) names, if there is one."""
    if not isinstance(value, str) and not (isinstance(value, Unknown) and isinstance(value.known, tuple)):
        return None
    parts = segments_of(value)
    literal = [part if isinstance(part, str) else "" for part in parts]
    start = len(parts) - literal[::-1].index("providers") if "providers" in literal else 0
    provider, kinds, names = literal[start], literal[start + 1 :: 2], parts[start + 2 :: 2]
    if "." not in provider or not names or len(kinds) != len(names):
        return None
    found = find(frame, "/".join([provider, *kinds]), join_segments(names))
    return found if found is not None and not found.absent else None


def _numbered(frame: Frame, value: Value) -> Instance | None:
    """The instance of a loop by `format('name[{0}]', copyIndex())`."""
    if not isinstance(value, str) or not value.endswith("]"):
        return None
    key, _, number = value[:-1].rpartition("[")
    resource = by_key(frame, key)
    found = instances(frame, resource) if resource is not None else ()
    return next((instance for instance in found if str(instance.number) == number), None)


def _reference(scope: Scope, arguments: Arguments) -> Value:
    """`reference(resource, [apiVersion], ['Full'])`: its properties, or all of it."""
    found = referenced(scope.frame, arguments[0])
    if found is None:
        return derived("reference", [reveal(arguments[0])])
    full = len(arguments) > 2 and isinstance(arguments[2], str) and arguments[2].lower() == "full"
    return Unknown(NOT_DEPLOYED, Origin(address(found), () if full else ("properties",)))


def _references(scope: Scope, arguments: Arguments) -> Value:
    """The properties of every instance of a loop."""
    wanted = reveal(arguments[0])
    resource = by_key(scope.frame, wanted) if isinstance(wanted, str) else None
    found = instances(scope.frame, resource) if resource is not None else ()
    if not found or found[0].resource.loop is None or any(one.number is None or one.maybe for one in found):
        return derived("references", [wanted])
    full = len(arguments) > 1 and isinstance(arguments[-1], str) and arguments[-1].lower() == "full"
    path = () if full else ("properties",)
    return [Unknown(NOT_DEPLOYED, Origin(address(one), path)) for one in found if not one.absent]


def _resource_info(scope: Scope, arguments: Arguments) -> Value:
    """`resourceInfo('symbol')`: what is known of a resource before it is deployed."""
    found = referenced(scope.frame, arguments[0])
    return value_of(found) if found is not None else derived("resourceInfo", [reveal(arguments[0])])


def list_keys(scope: Scope, function: str, arguments: Arguments) -> Value:
    """Any `list…` function of a resource: always secret, unknown, and with the resource as origin."""
    found = referenced(scope.frame, arguments[0]) if arguments else None
    if found is None:
        return Sensitive(derived(function, [reveal(argument) for argument in arguments[:1]]))
    return Sensitive(Unknown(NOT_DEPLOYED, Origin(address(found), (f"{function}()",))))


def method(scope: Scope, base: Value, function: str, arguments: Arguments) -> Value:
    """A function that Bicep calls on a resource: `vault.getSecret('x')`, `account.listKeys()`."""
    if function.lower() == "getsecret":
        found = of_value(scope.frame, base)
        start = Origin(address(found)) if found is not None else getattr(reveal(base), "origin", None)
        steps = ("secrets", *(text(argument) for argument in arguments[:1]))
        return Sensitive(Unknown("secret of a key vault", start and Origin(start.address, (*start.path, *steps))))
    return list_keys(scope, function, [base, *arguments])


def _get_secret(_: Scope, arguments: Arguments) -> Value:
    """`az.getSecret(subscription, group, vault, secret)` of a parameter file."""
    return Sensitive(Unknown("secret of a key vault", derived("getSecret", arguments).origin))


def _copy_index(scope: Scope, arguments: Arguments) -> Value:
    """`copyIndex([loop], [offset])`."""
    loop = next((argument for argument in arguments if isinstance(argument, str)), "")
    offset = next((argument for argument in arguments if isinstance(argument, int)), 0)
    position = scope.loops.get(loop.lower())
    if position is None:
        scope.frame.run.report(f"expected `copyIndex` inside a copy loop{f' named `{loop}`' if loop else ''}")
        return Unknown("copyIndex outside a loop")
    return (
        position + offset if isinstance(position, int) else derived("add", [position, offset]) if offset else position
    )


def _parameters(scope: Scope, arguments: Arguments) -> Value:
    wanted = reveal(arguments[0])
    if not isinstance(wanted, str):
        return Unknown("name of the parameter is unknown")
    return scope.locals.get(wanted.lower()) if scope.closed else scope.frame.parameter(wanted)


def _variables(scope: Scope, arguments: Arguments) -> Value:
    wanted = reveal(arguments[0])
    return scope.frame.variable(wanted) if isinstance(wanted, str) else Unknown("name of the variable is unknown")


def split_id(frame: Frame, value: Value) -> list[Value] | None:
    """The segments of an id between its slashes, unknown names included; None for anything else."""
    value = reveal(value)
    found = of_value(frame, value)
    if found is not None and isinstance(value, Unknown) and value.origin is not None and value.origin.path == ("id",):
        value = resource_id(found)
    pieces = value.known if isinstance(value, Unknown) and value.origin is None else None
    if (
        isinstance(pieces, tuple)
        and isinstance(pieces[0], str)
        and pieces[0].startswith(("/subscriptions/", "/providers/"))
    ):
        return segments_of(value)
    return None


PLATFORM: Mapping[str, PlatformFunction] = {
    "resourcegroup": PlatformFunction(_resource_group, 0, 2),
    "subscription": PlatformFunction(_subscription, 0, 1),
    "managementgroup": PlatformFunction(_management_group, 0, 1),
    "tenant": _constant("tenant()"),
    "environment": _constant("environment()"),
    "deployer": _constant("deployer()"),
    "deployment": PlatformFunction(_deployment, 0, 0),
    "utcnow": PlatformFunction(_fresh, 0, 1),
    "newguid": PlatformFunction(_fresh, 0, 0),
    "providers": _asked("providers"),
    "pickzones": _asked("pickZones"),
    "roledefinitions": _asked("roleDefinitions"),
    "tologicalzone": _asked("toLogicalZone"),
    "tologicalzones": _asked("toLogicalZones"),
    "tophysicalzone": _asked("toPhysicalZone"),
    "tophysicalzones": _asked("toPhysicalZones"),
    "externalinput": _asked("externalInput"),
    "externalinputs": _asked("externalInputs"),
    "extensions": _asked("extensions"),
    "target": _asked("target"),
    "readenvironmentvariable": _asked("readEnvironmentVariable"),
    "fail": _asked("fail"),
    "resourceid": PlatformFunction(_resource_id, 2, None),
    "subscriptionresourceid": PlatformFunction(_subscription_resource_id, 2, None),
    "tenantresourceid": PlatformFunction(_tenant_resource_id, 2, None),
    "managementgroupresourceid": PlatformFunction(_management_group_resource_id, 2, None),
    "extensionresourceid": PlatformFunction(_extension_resource_id, 3, None),
    "reference": PlatformFunction(_reference, 1, 3),
    "references": PlatformFunction(_references, 1, 3),
    "resourceinfo": PlatformFunction(_resource_info, 1, 1),
    "getsecret": PlatformFunction(_get_secret, 1, 5),
    "copyindex": PlatformFunction(_copy_index, 0, 2),
    "$segments": PlatformFunction(lambda _, arguments: segments_of(join(arguments)), 1, 1),
    "parameters": PlatformFunction(_parameters, 1, 1),
    "variables": PlatformFunction(_variables, 1, 1),
    "lambdavariables": PlatformFunction(
        lambda scope, arguments: scope.locals.get(text(arguments[0]).lower(), Unknown("name is not bound")), 1, 1
    ),
}
