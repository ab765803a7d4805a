"""Where things are deployed to, and the resource ids that follow from it, as strings of known and unknown pieces."""

from __future__ import annotations

from collections.abc import Sequence

from idlint.languages.arm.model import Template
from idlint.languages.arm.pieces import NOT_DEPLOYED, join
from idlint.languages.arm.scope import Place
from idlint.values import Origin, Unknown, Value, reveal, text

GROUP_TYPE = "microsoft.resources/resourcegroups"
_TENANT_TYPES = ("microsoft.management/managementgroups", "microsoft.subscription/aliases")


def group_value(place: Place) -> Unknown:
    """What `resourceGroup()` is at `place`: its name where known, everything else below its origin."""
    return _platform_value(place.group, name=place.group_name)


def subscription_value(place: Place) -> Unknown:
    """What `subscription()` is at `place`."""
    return _platform_value(place.subscription, subscriptionId=place.subscription_id)


def _platform_value(address: str, **known: Value) -> Unknown:
    certain: dict[str, Value] = {key: value for key, value in known.items() if not isinstance(value, Unknown)}
    return Unknown(NOT_DEPLOYED, Origin(address), certain or None)


def other_group(place: Place, name: Value, subscription: Value | None = None) -> Unknown:
    """What `resourceGroup(name)` or `resourceGroup(subscription, name)` is, seen from `place`."""
    parts = [text(subscription)] if subscription is not None else []
    address = f"resourceGroup({', '.join([*parts, text(name)])})"
    known: dict[str, Value] = {"name": reveal(name)}
    known["id"] = join([subscription_id(place, subscription), "/resourceGroups/", name])
    return Unknown(NOT_DEPLOYED, Origin(address), known)


def subscription_id(place: Place, subscription: Value | None = None) -> Value:
    """`/subscriptions/…`, the place's own where no other is named."""
    return join(["/subscriptions/", place.subscription_id if subscription is None else subscription])


def group_id(place: Place) -> Value:
    """`/subscriptions/…/resourceGroups/…` of a place."""
    return join([subscription_id(place), "/resourceGroups/", place.group_name])


def identifier(place: Place, type: str, name: Value, template: Template) -> Value:
    """The id of a resource that `template` deploys at `place`."""
    if type.lower() == GROUP_TYPE:
        return join([subscription_id(place), "/resourceGroups/", name])
    if template.target_scope == "tenant" or type.lower().startswith(_TENANT_TYPES):
        return provider_id("", type, [name])
    if template.target_scope == "managementGroup":
        base = join(["/providers/Microsoft.Management/managementGroups/", management_group_name(place)])
        return provider_id(base, type, [name])
    if template.target_scope == "subscription":
        return provider_id(subscription_id(place), type, [name])
    return provider_id(group_id(place), type, [name])


def management_group_name(place: Place) -> Value:
    """The name of the place's management group, always unknown."""
    return Unknown(NOT_DEPLOYED, Origin(place.management_group, ("name",)))


def provider_id(base: Value, type: str, names: Sequence[Value]) -> Value:
    """`base` + `/providers/Microsoft.Sql/servers/srv/databases/db` for a full type and the names of its segments."""
    provider, _, rest = type.partition("/")
    kinds = rest.split("/") if rest else []
    segments = names if len(names) == len(kinds) else segments_of(join_segments(names))
    if len(segments) != len(kinds):
        return join([base, "/providers/", type, "/", join_segments(names)])
    parts: list[Value] = [base, "/providers/", provider]
    for kind, segment in zip(kinds, segments, strict=True):
        parts += ["/", kind, "/", segment]
    return join(parts)


def join_segments(names: Sequence[Value]) -> Value:
    """Names of parent and child as one full name, `parent/child`."""
    parts: list[Value] = []
    for name in names:
        parts += ["/", name] if parts else [name]
    return join(parts)


def segments_of(name: Value) -> list[Value]:
    """The parts of a full name between its slashes; an unknown piece is taken to hold none."""
    name = reveal(name)
    pieces = name.known if isinstance(name, Unknown) and isinstance(name.known, tuple) else (name,)
    segments: list[list[Value]] = [[]]
    for piece in pieces:
        if isinstance(piece, str):
            first, *others = piece.split("/")
            segments[-1].append(first)
            segments += [[other] for other in others]
        else:
            segments[-1].append(piece)
    return [join(segment) if segment else "" for segment in segments]
