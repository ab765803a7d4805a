"""The declarations of one file -> the template model that ARM JSON is read into, too.

What the compiler would do happens here: full types and inherited conditions of nested resources, generated names of
modules, the parts of a resource's object that are not its body. Modules are loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.arm.expressions import (
    Array,
    Binary,
    Call,
    Entry,
    Interpolation,
    Literal,
    Local,
    Node,
    Object,
    Property,
    Spread,
    Symbol,
)
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
from idlint.languages.arm.templates import FOREIGN_NAMES
from idlint.languages.bicep import syntax
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Value

_POSITION = "copyIndex()"
"""The local name of a loop's position where the file gives it none; no identifier, so it hides nothing."""

_MAX_PARENTS = 20
"""A resource type has no more segments; also ends a circle."""

_NOT_BODY = frozenset({"name", "parent", "scope", "dependsOn", "type", "apiVersion"})


class Links(NamedTuple):
    """How the world outside of one file is reached while it is lowered."""

    functions: Callable[[syntax.Program], dict[str, FunctionDeclaration]]
    """What the imports of a file bring, by lower-case name."""
    type_of: Callable[[syntax.Program, syntax.Type], syntax.Type]
    """What a type's name stands for."""
    module: Callable[[syntax.Program, syntax.Module], Callable[[], Template | str]]
    """What gives a module's template."""
    inline: Callable[[Value, Span], Template | str]
    """The template that a nested deployment holds as a value, or why there is none."""
    linked: Callable[[str, Value], Template | str]
    """The local template that a link in the file at a path names, or why there is none."""


def lower(program: syntax.Program, links: Links) -> Template:
    """The template of one `.bicep` file."""
    template = Template(
        program.path,
        program.span,
        target_scope=program.target_scope or "resourceGroup",
        language_version="2.0",
        parameters={item.name.lower(): _parameter(program, links, item) for item in program.parameters},
        variables={item.name.lower(): item.value for item in program.variables},
        functions=links.functions(program),
        outputs={
            item.name.lower(): OutputDeclaration(item.name, item.value, item.span, item.secure)
            for item in program.outputs
        },
    )
    for function in program.functions:
        template.functions[function.name.lower()] = _function(function)
    _add_resources(program, template, links)
    for module in program.modules:
        template.resources[module.key] = _module(module, template.target_scope, links.module(program, module))
    return template


def _parameter(program: syntax.Program, links: Links, item: syntax.Parameter) -> ParameterDeclaration:
    kind = links.type_of(program, item.type) if item.type.name else item.type
    return ParameterDeclaration(
        item.name,
        item.span,
        item.default,
        item.secure or kind.secure,
        kind.nullable,
        kind.name.lower(),
        item.allowed or kind.literals or None,
    )


def _function(item: syntax.Function) -> FunctionDeclaration:
    parameters = tuple(
        ParameterDeclaration(parameter.name, parameter.span, type=parameter.type.name.lower())
        for parameter in item.parameters
    )
    return FunctionDeclaration(item.name, parameters, item.body, item.span)


def _add_resources(program: syntax.Program, template: Template, links: Links) -> None:
    """All resources; enclosing ones come first, so that what they contain can inherit from them."""
    for item in sorted(program.resources, key=lambda resource: resource.span.start):
        found = _resource(item, template.target_scope, template.resources.get(item.parent))
        if found.type.lower() == DEPLOYMENT_TYPE.lower() and not found.existing:
            found.module = _nested_deployment(found, links)
        template.resources[item.key] = found
    for resource in template.resources.values():
        resource.scope = resource.scope or _inherited_scope(resource, template)


def _inherited_scope(resource: Resource, template: Template) -> Node | None:
    """The scope of the nearest parent that has one; a child is deployed where its parent is."""
    for _ in range(_MAX_PARENTS):
        above = template.resources.get(resource.parent.name) if isinstance(resource.parent, Symbol) else None
        if above is None or above.loop is not None:
            return None
        if above.scope is not None:
            return above.scope
        resource = above
    return None


def _resource(item: syntax.Resource, target: str, enclosing: Resource | None) -> Resource:
    kind, _, version = item.type.removeprefix("az:").partition("@")
    condition = item.block.condition
    entries = _entries(item.block.body)
    parent, scope = entries.get("parent"), _scope(entries, target)
    if enclosing is not None:
        parent = Symbol(enclosing.key)
        kind = _full_type(enclosing.type, kind)
        version = version or str(enclosing.api_version)
        condition = _both(enclosing.condition, condition)
    return Resource(
        item.key,
        kind,
        _name(entries),
        item.span,
        symbol=item.key,
        api_version=version,
        condition=condition,
        loop=_loop(item.block.loop, item.key),
        existing=item.existing,
        parent=parent,
        scope=scope,
        depends_on=_depends_on(entries),
        body={name: value for name, value in entries.items() if name not in _NOT_BODY},
    )


def _name(entries: dict[str, Node]) -> Node:
    """The node of a resource's name; those of Kubernetes have it in their metadata."""
    metadata = entries.get("metadata")
    inner = _entries(metadata) if isinstance(metadata, Object) else {}
    return next((entries[key] for key in FOREIGN_NAMES if key in entries), inner.get("name", Literal("")))


def _full_type(enclosing: str, relative: str) -> str:
    """A nested resource's type is written below its parent's, or in full."""
    first, _, rest = relative.partition("/")
    return relative if rest and "." in first else f"{enclosing}/{relative}"


def _both(left: Node | None, right: Node | None) -> Node | None:
    return Binary("&&", left, right) if left is not None and right is not None else left or right


def _loop(loop: Loop | None, name: str) -> Loop | None:
    """The loop, named as the compiler does and with a position, which generated names need."""
    return loop and loop._replace(name=name, position=loop.position or _POSITION)


def _entries(body: Object) -> dict[str, Node]:
    """The plain entries of an object by name."""
    return {
        str(entry.key.value): entry.value
        for entry in body.entries
        if isinstance(entry, Entry) and isinstance(entry.key, Literal)
    }


def _scope(entries: dict[str, Node], target: str) -> Node | None:
    """The scope, unless it is the one that the file is deployed to anyway."""
    scope = entries.get("scope")
    is_target = isinstance(scope, Call) and not scope.arguments and scope.name.lower() == target.lower()
    return None if is_target else scope


def _depends_on(entries: dict[str, Node]) -> tuple[Node, ...]:
    found = entries.get("dependsOn")
    return found.items if isinstance(found, Array) else ()


def _module(item: syntax.Module, target: str, load: Callable[[], Template | str]) -> Resource:
    entries, loop = _entries(item.block.body), _loop(item.block.loop, item.key)
    module = Module(item.source, load, _arguments(entries.get("params"), load), True, item.source_span)
    return Resource(
        item.key,
        DEPLOYMENT_TYPE,
        entries.get("name") or _generated_name(item.key, loop),
        item.span,
        symbol=item.key,
        condition=item.block.condition,
        loop=loop,
        scope=_scope(entries, target),
        depends_on=_depends_on(entries),
        module=module,
    )


def _nested_deployment(item: Resource, links: Links) -> Module:
    """What a deployment that is written as a resource deploys: its `template`, or what its `templateLink` names.

    Expressions in the template are evaluated outside, where it is written; strings in brackets, which the compiler
    escapes, are evaluated inside, whatever is asked for.
    """
    span = item.location if isinstance(item.location, Span) else Span("", 0, 0)
    properties = item.body.get("properties")
    entries = _entries(properties) if isinstance(properties, Object) else {}
    given = entries.get("parameters")
    made = Module("", lambda: "template is not written here", _values(given), True, span)
    if not isinstance(given, Object):
        made = made._replace(all_arguments=given)
    if "template" in entries:
        return made._replace(link=entries["template"], follow=lambda value: links.inline(value, span))
    link = entries.get("templateLink")
    target = _entries(link) if isinstance(link, Object) else {}
    source = target.get("relativePath") or target.get("uri")
    if source is None:
        return made
    return made._replace(link=source, follow=lambda value: links.linked(span.path, value))


def _values(parameters: Node | None) -> dict[str, ParameterArgument]:
    """The arguments of a deployment that is written as a resource: `name: { value: … }`."""
    found = {}
    for name, node in (_entries(parameters) if isinstance(parameters, Object) else {}).items():
        value = (
            _entries(node).get("value", Literal(None)) if isinstance(node, Object) else Property(node, "value", True)
        )
        found[name.lower()] = ParameterArgument(name, value, value.location or Span("", 0, 0))
    return found


def _generated_name(key: str, loop: Loop | None) -> Node:
    """The name of a module that is given none.

    src/Bicep.Core/Intermediate/ExpressionFactory.cs of https://github.com/Azure/bicep: at most 64 characters.
    """
    hashed = Call("uniqueString", (Literal(key), Property(Call("deployment", ()), "name")))
    if loop is None:
        return Interpolation((Literal(f"{key[:50]}-"), hashed))
    return Interpolation((Literal(f"{key[:46]}-"), Local(loop.position), Literal("-"), hashed))


def _arguments(params: Node | None, load: Callable[[], Template | str]) -> dict[str, ParameterArgument]:
    """What is passed to a module; a spread object gives each parameter that the module declares."""
    found: dict[str, ParameterArgument] = {}
    for entry in params.entries if isinstance(params, Object) else ():
        if isinstance(entry, Spread):
            found.update(_spread_arguments(entry, load()))
        elif isinstance(entry.key, Literal):
            name = str(entry.key.value)
            location = entry.location or Span("", 0, 0)
            found[name.lower()] = ParameterArgument(name, entry.value, location)
    return found


def _spread_arguments(spread: Spread, template: Template | str) -> dict[str, ParameterArgument]:
    if isinstance(template, str):
        return {}
    location = spread.location or template.location
    return {
        key: ParameterArgument(declared.name, Property(spread.value, declared.name, safe=True), location)
        for key, declared in template.parameters.items()
    }
