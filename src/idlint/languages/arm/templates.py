"""Reads a parsed JSON template into the model; what has the wrong shape is reported and left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from idlint.document import Problem
from idlint.languages.arm.expressions import Call, Entry, Index, Literal, Node, Object, Property, Raw, Symbol
from idlint.languages.arm.jsontext import below
from idlint.languages.arm.model import (
    DEPLOYMENT_TYPE,
    FunctionDeclaration,
    Loop,
    Module,
    OutputDeclaration,
    ParameterArgument,
    ParameterDeclaration,
    Resource,
    Template,
)
from idlint.languages.arm.schemas import target_scope
from idlint.languages.arm.unknown_calls import unknown_names
from idlint.source import Location, Pointer
from idlint.values import Unknown, Value

NOT_HERE = "linked template is not here"

Follow = Callable[[str, Value], Template | str]
"""The template that a file's link names, or why there is none: called with the file's path and the link's value."""

_CONTROL = frozenset(
    {
        "type", "apiversion", "name", "condition", "copy", "dependson", "scope", "existing", "resources", "comments",
        "resourcegroup", "subscriptionid", "import", "metadata", "$options", "parent",
    }
)  # fmt: skip
"""Keys of a resource that say how it is deployed, lower-case; the rest is its body."""

FOREIGN_NAMES = ("name", "uniqueName", "displayName")
"""What names a resource of an extension; the last two are those of Microsoft Graph."""

_EXTENSION = re.compile(r"(?i)\b(microsoft\.[a-z]+)/")
_EXTENSION_PROVIDERS = {
    "roleassignments": "Microsoft.Authorization",
    "roledefinitions": "Microsoft.Authorization",
    "locks": "Microsoft.Authorization",
    "policyassignments": "Microsoft.Authorization",
    "diagnosticsettings": "Microsoft.Insights",
}


def read_template(
    data: Any, location: Location, report: Callable[[Problem], None], follow: Follow, scope: str | None = None
) -> Template:
    """The template in `data`, which stands at `location`; `scope` is that of a nested template without `$schema`."""
    return _Reader(location, report, follow).template(data, scope)


def computed_template(
    value: Value, location: Location, report: Callable[[Problem], None], follow: Follow
) -> Template | str:
    """The template that an expression gives; why there is none where it, or a resource type in it, is unknown."""
    if not isinstance(value, dict):
        return "template is unknown"
    resources = value.get("resources")
    listed = resources.values() if isinstance(resources, dict) else resources if isinstance(resources, list) else ()
    computed = any(isinstance(item, Unknown) or (isinstance(item, dict) and _is_untyped(item)) for item in listed)
    if isinstance(resources, Unknown) or computed:
        return "resources of the template are unknown"
    for message in unknown_names(value):
        report(Problem(location, message))
    return read_template(value, location, report, follow)


def _is_untyped(item: Mapping[str, Any]) -> bool:
    return isinstance(item.get("type"), Unknown) or isinstance(item.get("resources"), Unknown)


class _Reader:
    """Reads one template; nested ones get readers of their own when they are first needed."""

    def __init__(self, location: Location, report: Callable[[Problem], None], follow: Follow) -> None:
        self.location = location
        self.report = report
        self.follow = follow
        self.resources: dict[str, Resource] = {}

    def fail(self, location: Location, message: str) -> None:
        self.report(Problem(location, message))

    def template(self, data: Any, scope: str | None) -> Template:
        if not isinstance(data, dict):
            self.fail(self.location, "expected a template: an object with `$schema` and `resources`")
            data = {}
        self.read_resources(data.get("resources", []), below(self.location, "resources"))
        schema = below(self.location, "$schema") if "$schema" in data else self.location
        return Template(
            self.location.path,
            schema,
            target_scope=target_scope(data.get("$schema")) or scope or "resourceGroup",
            language_version=str(data.get("languageVersion", "1.0"))[:20],
            parameters=dict(self.parameters(data)),
            variables=dict(self.variables(data)),
            functions=dict(self.functions(data)),
            resources=self.resources,
            outputs=dict(self.outputs(data)),
        )

    def table(self, data: dict[str, Any], key: str) -> Iterator[tuple[str, Any, Location]]:
        """The entries of an object below `key`, each with its place."""
        place = below(self.location, key)
        table = data.get(key) or {}
        if not isinstance(table, dict):
            self.fail(place, f"expected an object of {key}")
            return
        for name, value in table.items():
            yield name, value, below(place, name)

    def parameters(self, data: dict[str, Any]) -> Iterator[tuple[str, ParameterDeclaration]]:
        for name, value, place in self.table(data, "parameters"):
            if not isinstance(value, dict):
                self.fail(place, "expected a parameter: an object with a `type`")
                continue
            yield name.lower(), _parameter(name, value, place, data.get("definitions"))

    def variables(self, data: dict[str, Any]) -> Iterator[tuple[str, Node]]:
        for name, value, place in self.table(data, "variables"):
            if name.lower() == "copy" and isinstance(value, list):
                yield from self.looped_variables(value, place)
            else:
                yield name.lower(), Raw(value, place)

    def looped_variables(self, loops: list[Any], place: Location) -> Iterator[tuple[str, Node]]:
        for number, loop in enumerate(loops):
            where = below(place, number)
            if isinstance(loop, dict) and isinstance(loop.get("name"), str):
                yield loop["name"].lower(), Property(Raw({"copy": [loop]}, where), loop["name"])
            else:
                self.fail(where, "expected a copy loop with name, count and input")

    def functions(self, data: dict[str, Any]) -> Iterator[tuple[str, FunctionDeclaration]]:
        place = below(self.location, "functions")
        spaces = data.get("functions") or []
        if not isinstance(spaces, list):
            self.fail(place, "expected a list of function namespaces")
            return
        for number, space in enumerate(spaces):
            members = space.get("members") if isinstance(space, dict) else None
            if not isinstance(members, dict):
                self.fail(below(place, number), "expected a namespace with `members`")
                continue
            for name, member in members.items():
                where = below(below(below(place, number), "members"), name)
                full = f"{space.get('namespace', '')}.{name}"
                yield full.lower(), _function(full, member if isinstance(member, dict) else {}, where)

    def outputs(self, data: dict[str, Any]) -> Iterator[tuple[str, OutputDeclaration]]:
        for name, value, place in self.table(data, "outputs"):
            if not isinstance(value, dict):
                self.fail(place, "expected an output: an object with `type` and `value`")
                continue
            yield name.lower(), _output(name, value, place)

    def read_resources(self, data: Any, place: Location, parent: Resource | None = None) -> None:
        """Every resource of a list, or of an object with symbolic names, and their children."""
        if not isinstance(data, (list, dict)):
            self.fail(place, "expected a list of resources, or an object with their symbolic names")
            return
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            where = below(place, key)
            is_extension = isinstance(item, dict) and ("import" in item or "extension" in item)
            if (
                not isinstance(item, dict)
                or not isinstance(item.get("type"), str)
                or not (is_extension or "name" in item)
            ):
                self.fail(where, "expected a resource: an object with `type`, `apiVersion` and `name`")
                continue
            symbol = str(key) if isinstance(data, dict) else ""
            read = self.foreign if is_extension else self.resource
            resource = read(item, where, symbol, parent)
            self.resources[resource.key] = resource
            if item.get("resources"):
                self.read_resources(item["resources"], below(where, "resources"), resource)

    def resource(self, item: dict[str, Any], place: Location, symbol: str, parent: Resource | None) -> Resource:
        lower = {key.lower(): key for key in item}
        type, name, above = _typed(item["type"], Raw(item["name"], below(place, "name")), parent)
        type, name, scope = _extension(type, name, item["name"])
        is_module = type.lower() == DEPLOYMENT_TYPE.lower()
        loop = self.loop(item, place) or (parent.loop if parent is not None else None)
        return Resource(
            self.key(place, symbol),
            DEPLOYMENT_TYPE if is_module else type,
            name,
            place,
            symbol=symbol,
            api_version=Raw(item.get(lower.get("apiversion", ""), ""), below(place, "apiVersion")),
            condition=_node(item, "condition", place),
            loop=loop,
            existing=item.get("existing") is True,
            parent=above,
            scope=scope or _scope(item, place),
            depends_on=_depends_on(item, place),
            body=_module_body(item, place) if is_module else _body(item, place),
            module=self.module(item, place) if is_module and item.get("existing") is not True else None,
        )

    def foreign(self, item: dict[str, Any], place: Location, symbol: str, parent: Resource | None) -> Resource:
        """A resource of an extension (Kubernetes, Microsoft Graph): its properties are its body and hold its name."""
        del parent
        type, _, version = item["type"].partition("@")
        where = below(place, "properties")
        properties = item.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        return Resource(
            self.key(place, symbol),
            type,
            _foreign_name(properties, where),
            place,
            symbol=symbol,
            api_version=version,
            condition=_node(item, "condition", place),
            loop=self.loop(item, place),
            existing=item.get("existing") is True,
            depends_on=_depends_on(item, place),
            body={key: Raw(value, below(where, key)) for key, value in properties.items() if key != "name"},
        )

    def key(self, place: Location, symbol: str) -> str:
        """The symbolic name where it is free, else the pointer; a number where the template is one place in all."""
        if symbol and symbol not in self.resources:
            return symbol
        return place.pointer if isinstance(place, Pointer) else f"#{len(self.resources)}"

    def loop(self, item: dict[str, Any], place: Location) -> Loop | None:
        copy = item.get("copy")
        if copy is None:
            return None
        where = below(place, "copy")
        if not isinstance(copy, dict) or "count" not in copy:
            self.fail(where, "expected a copy loop with name and count")
            return None
        name = copy.get("name")
        return Loop(
            times=Raw(copy["count"], below(where, "count")), name=name if isinstance(name, str) else "", location=where
        )

    def module(self, item: dict[str, Any], place: Location) -> Module:
        """What a nested deployment deploys: a template in place, a link, or a template spec."""
        where = below(place, "properties")
        properties = item.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        options = properties.get("expressionEvaluationOptions")
        inner = isinstance(options, dict) and str(options.get("scope", "")).lower() == "inner"
        arguments, computed = _arguments(properties.get("parameters"), below(where, "parameters"))
        if isinstance(properties.get("template"), dict):
            at = below(where, "template")
            load = self.nested(properties["template"], at)
            return Module("", load, arguments, inner, at, all_arguments=computed)
        if isinstance(properties.get("template"), str):
            at = below(where, "template")
            source = Raw(properties["template"], at)
            return Module("", lambda: "template is unknown", arguments, True, at, source, self.computed(at), computed)
        link = properties.get("templateLink")
        link = link if isinstance(link, dict) else {}
        at = below(where, "templateLink")
        key = next((key for key in ("relativePath", "uri") if key in link), "")
        if not key:
            reason = "template spec" if "id" in link else "deployment without a template"
            return Module(str(link.get("id", "")), lambda: reason, arguments, True, at, all_arguments=computed)
        source = Raw(link[key], below(at, key))
        return Module(
            str(link[key]),
            lambda: "template link is unknown",
            arguments,
            True,
            at,
            source,
            self.linked(link[key] if key == "relativePath" else None, below(at, key)),
            computed,
        )

    def linked(self, path: Any, place: Location) -> Callable[[Value], Template | str]:
        """Follows a link; a file that is named by a plain relative path, and is not there, is a problem."""

        def follow(value: Value) -> Template | str:
            found = self.follow(self.location.path, value)
            if found == NOT_HERE and isinstance(path, str) and not path.startswith("["):
                self.fail(place, f"expected the file of a linked template, found nothing at `{path[:200]}`")
            return found

        return follow

    def computed(self, place: Location) -> Callable[[Value], Template | str]:
        """Reads a nested template that an expression gives; it is evaluated in its own scope, whatever is asked for."""
        return lambda value: computed_template(value, place, self.report, self.follow)

    def nested(self, data: Any, place: Location) -> Callable[[], Template | str]:
        """Reads a nested template when it is first needed."""
        found: list[Template] = []

        def load() -> Template | str:
            if not found:
                found.append(read_template(data, place, self.report, self.follow))
            return found[0]

        return load


def _parameter(name: str, value: dict[str, Any], place: Location, definitions: Any) -> ParameterDeclaration:
    kinds = [value, *_definitions(value, definitions)]
    kind = next((str(item["type"]).lower() for item in kinds if "type" in item), "")
    return ParameterDeclaration(
        name,
        place,
        _node(value, "defaultValue", place),
        secure=kind in {"securestring", "secureobject"},
        nullable=any(item.get("nullable") is True for item in kinds),
        type=kind,
        allowed=next((tuple(item["allowedValues"]) for item in kinds if _is_list(item.get("allowedValues"))), None),
    )


def _is_list(value: Any) -> bool:
    """Whether there is something in a list."""
    return isinstance(value, list) and bool(value)


def _definitions(value: dict[str, Any], definitions: Any) -> Iterator[dict[str, Any]]:
    """The named types that a parameter's type refers to, in order; a circle ends."""
    for _ in range(10):
        reference = value.get("$ref")
        name = reference.rpartition("/")[2] if isinstance(reference, str) else None
        found = definitions.get(name) if isinstance(definitions, dict) else None
        if not isinstance(found, dict):
            return
        value = found
        yield value


def _function(name: str, member: dict[str, Any], place: Location) -> FunctionDeclaration:
    listed = member.get("parameters")
    parameters = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    output = member.get("output")
    body = output.get("value") if isinstance(output, dict) else None
    return FunctionDeclaration(
        name,
        tuple(ParameterDeclaration(str(item.get("name", "")), place) for item in parameters),
        Raw(body, below(below(place, "output"), "value")),
        place,
    )


def _output(name: str, value: dict[str, Any], place: Location) -> OutputDeclaration:
    kind = str(value.get("type", "")).lower()
    copy = value.get("copy")
    loop = None
    node: Node = Raw(value.get("value"), below(place, "value"))
    if isinstance(copy, dict):
        where = below(place, "copy")
        node = Property(Raw({"copy": [{**copy, "name": "items"}]}, where), "items")
    return OutputDeclaration(
        name, node, place, secure=kind.startswith("secure"), condition=_node(value, "condition", place), loop=loop
    )


def _node(item: dict[str, Any], key: str, place: Location) -> Node | None:
    return Raw(item[key], below(place, key)) if key in item else None


def _foreign_name(properties: dict[str, Any], place: Location) -> Node:
    """The name of an extension's resource: `name` and the like of Microsoft Graph, `metadata.name` of Kubernetes."""
    key = next((key for key in FOREIGN_NAMES if key in properties), None)
    if key is not None:
        return Raw(properties[key], below(place, key))
    metadata = properties.get("metadata")
    name = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return Raw(name, below(below(place, "metadata"), "name"))


def _typed(type: str, name: Node, parent: Resource | None) -> tuple[str, Node, Node | None]:
    """Full type, name, and parent of a resource; a child's type and name may be its last segment only."""
    if parent is None:
        return type, name, None
    if "." in type.partition("/")[0] and "/" in type:
        return type, name, None
    round = Call("copyIndex", ()) if parent.loop is not None else None
    return f"{parent.type}/{type.strip('/')}", name, Symbol(parent.key, round)


def _extension(type: str, name: Node, written: Any) -> tuple[str, Node, Node | None]:
    """An extension written as `Microsoft.KeyVault/vaults/providers/locks`: its own type, its own name, its scope."""
    above, marker, last = type.partition("/providers/")
    if not marker or "/" not in above:
        return type, name, None
    found = _EXTENSION.search(written) if isinstance(written, str) else None
    provider = found[1] if found else _EXTENSION_PROVIDERS.get(last.lower())
    if provider is None:
        return type, name, None
    segments = Call("$segments", (name,))
    count = above.count("/")
    scope = Call("resourceId", (Literal(above), *(Index(segments, Literal(number)) for number in range(count))))
    return f"{provider}/{last}", Call("last", (segments,)), scope


def _scope(item: dict[str, Any], place: Location) -> Node | None:
    """Where a resource or deployment goes, as a call of a scope function or as written."""
    group, subscription = _node(item, "resourceGroup", place), _node(item, "subscriptionId", place)
    if group is not None:
        return Call("resourceGroup", (subscription, group) if subscription is not None else (group,))
    if subscription is not None:
        return Call("subscription", (subscription,))
    return Call("tenant", ()) if item.get("scope") == "/" else _node(item, "scope", place)


def _depends_on(item: dict[str, Any], place: Location) -> tuple[Node, ...]:
    listed = item.get("dependsOn")
    where = below(place, "dependsOn")
    if not isinstance(listed, list):
        return ()
    return tuple(Raw(value, below(where, number)) for number, value in enumerate(listed))


def _body(item: dict[str, Any], place: Location) -> dict[str, Node]:
    return {key: Raw(value, below(place, key)) for key, value in item.items() if key.lower() not in _CONTROL}


def _module_body(item: dict[str, Any], place: Location) -> dict[str, Node]:
    """A deployment's own body: everything but the template."""
    body = _body(item, place)
    properties = item.get("properties")
    if isinstance(properties, dict):
        where = below(place, "properties")
        kept = {key: value for key, value in properties.items() if key in {"mode", "parameters", "templateLink"}}
        entries = [Entry(Literal(key), Raw(value, below(where, key)), below(where, key)) for key, value in kept.items()]
        body["properties"] = Object(tuple(entries), where)
    return body


def _arguments(data: Any, place: Location) -> tuple[dict[str, ParameterArgument], Node | None]:
    """What a deployment passes, by parameter; or, where all of it is computed, the object."""
    if isinstance(data, str):
        return {}, Raw(data, place)
    found = {}
    for name, value in data.items() if isinstance(data, dict) else ():
        where = below(place, name)
        if isinstance(value, dict):
            node: Node = Raw(value.get("value"), below(where, "value"))
            if "copy" in value:
                node = Property(Raw(value, where), "value")
            elif "value" not in value:
                node = Call("getSecret", (Literal(name),)) if "reference" in value else Raw(None, where)
        else:
            node = Property(Raw(value, where), "value", safe=True)
        found[name.lower()] = ParameterArgument(name, node, where)
    return found, None
