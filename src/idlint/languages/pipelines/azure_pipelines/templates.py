"""Templates: which file a reference names, and what it holds under the parameters of one call.

A template of another repository is read where the configuration says which folder holds that repository, and is
described where it says so; else it is a hole, of which only the stages, jobs and steps passed to it are known.
https://learn.microsoft.com/azure/devops/pipelines/process/templates
"""

from __future__ import annotations

from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import cast
from weakref import WeakKeyDictionary

from idlint.document import Call, Hole
from idlint.errors import SourceError
from idlint.languages.pipelines.azure_pipelines.described import described
from idlint.languages.pipelines.azure_pipelines.evaluate import assumed
from idlint.languages.pipelines.azure_pipelines.expansion import expand
from idlint.languages.pipelines.azure_pipelines.opaque import passed
from idlint.languages.pipelines.azure_pipelines.parameters import Parameter, bound, declared
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.tree import Fields, value_of
from idlint.languages.yamlsyntax import MappingNode, YamlFile, parse
from idlint.records import NamedTuple
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Unknown, Value, reveal, text

MAX_NESTING = 40
"""How deep templates use templates."""

_MAX_PARSED = 200

MAX_REPEATS = 3
"""How often one template may stand on the way to itself; a longer way is taken for one without an end."""


class Included(NamedTuple):
    """What a template holds under one call."""

    content: Fields
    """`stages`, `jobs`, `steps`, `variables`, … as far as they are known."""
    scope: Scope
    """The scope of its content: its own parameters, one caller more."""


def included(fields: Fields, scope: Scope, kind: str) -> Included:
    """The template that `fields` name with `template` and `parameters`; what cannot be read is a hole of the run.

    `kind` is the place: `stages`, `jobs`, `steps`, `variables` or `extends`.
    """
    known = scope.run.included
    if id(fields) not in known:
        known[id(fields)] = (fields, _included(fields, scope, kind))
    return cast("Included", known[id(fields)][1])  # the run, a module below this one, cannot name the type


def _included(fields: Fields, scope: Scope, kind: str) -> Included:
    entry, given = fields.get("template"), fields.get("parameters")
    span = entry.tree.span if entry else fields.span
    reference = reveal(value_of(entry.tree)) if entry else None
    arguments = given.tree if given is not None and isinstance(given.tree, Fields) else None
    inner = scope._replace(names={}, callers=(*scope.callers, Call(text(reference)[:200], span)))
    if kind != "variables":  # the file of the defaults shows the structure; values would be those of one choice only
        reference = assumed(reference, scope)
    if not isinstance(reference, str):
        return _opaque(reference, arguments, span, inner, kind, "the path of a template is not known")
    wanted = described(reference, arguments, scope.run.settings, kind, span)
    if wanted is not None:
        return Included(wanted, inner)
    path = _path(reference, span.path, scope)
    if path is None:
        return _opaque(reference, arguments, span, inner, kind, "template of another repository")
    return _read(path, arguments, span, inner, kind)


def _path(reference: str, base: str, scope: Scope) -> str | None:
    """The file that a reference means in the file `base`; None where it lies in a repository that is not here.

    Behind `@self`, paths are seen from the file or, passed to a template of another repository, from the root.
    """
    path, _, alias = reference.strip().partition("@")
    folders = scope.run.settings.pipelines.repositories
    root = next((folder for folder in folders.values() if base.startswith(folder.rstrip("/") + "/")), "")
    if alias.lower() == "self":
        root, base = "", "" if root else base
    elif alias:
        name = scope.run.repositories.get(alias.lower(), alias)
        folder = folders.get(alias, folders.get(name))
        if folder is None:
            return None
        root, base = folder.rstrip("/"), join(folder, "x")
    path = path.strip().replace("\\", "/")
    from_root = normpath(join(root, path.lstrip("/")))
    beside = from_root if path.startswith("/") else normpath(join(dirname(base), path))
    tree = scope.run.tree
    return from_root if alias and not tree.is_file(beside) and tree.is_file(from_root) else beside


def _read(path: str, arguments: Fields | None, span: Span, scope: Scope, kind: str) -> Included:
    found = load(path, scope, span)
    root = found.root if found is not None else None
    if not isinstance(root, MappingNode):
        return _opaque(path, arguments, span, scope, kind, "template cannot be read")
    way = [call.address for call in scope.callers]
    scope = scope._replace(callers=(*scope.callers[:-1], scope.callers[-1]._replace(address=path)))
    if way.count(path) >= MAX_REPEATS:
        scope.run.report(span, f"the template `{path}` uses itself without an end")
        return Included(Fields(span), scope)
    if len(way) > MAX_NESTING:
        scope.run.report(span, f"templates use templates over more than {MAX_NESTING} levels")
        return Included(Fields(span), scope)
    return Included(*_expanded(root, arguments, scope))


def _expanded(root: MappingNode, arguments: Fields | None, scope: Scope) -> tuple[Fields, Scope]:
    """The content of a template, and the scope in which it was expanded."""
    parameters, content = _halves(root)
    bare = scope._replace(parameters=Fields(root.span))
    scope = scope._replace(parameters=bound(parameters, arguments, bare))
    tree = expand(content, scope)
    return (tree if isinstance(tree, Fields) else Fields(root.span)), scope


@lru_cache(maxsize=_MAX_PARSED)
def _halves(root: MappingNode) -> tuple[list[Parameter], MappingNode]:
    """The parameters that a template declares, and the rest of it."""
    content = MappingNode(root.path, root.start, root.tag)
    content.end = root.end
    content.pairs = [pair for pair in root.pairs if pair[0].text != "parameters"]
    content.by_name = {key.text: value for key, value in content.pairs}
    return declared(root.get("parameters")), content


def load(path: str, scope: Scope, span: Span) -> YamlFile | None:
    """The file at `path`, read once a run; None, with a problem at `span`, where it cannot be read."""
    run = scope.run
    if path not in run.files:
        try:
            source = run.tree.read(path)
        except SourceError as error:
            run.report(span, f"expected a template at `{path[:200]}`, which {error.message}")
            return None
        run.fuel.grow(len(source.data))
        run.files[path] = found = _parsed(run.tree, source)
        run.problems |= dict.fromkeys(found.problems)
    return run.files[path]


_PARSED: WeakKeyDictionary[SourceTree, dict[str, YamlFile]] = WeakKeyDictionary()
"""The templates of a repository that were parsed, since most are used by many pipelines."""


def _parsed(tree: SourceTree, source: SourceFile) -> YamlFile:
    known = _PARSED.setdefault(tree, {})
    if source.path not in known:
        if len(known) >= _MAX_PARSED:
            known.clear()
        known[source.path] = parse(source)
    return known[source.path]


def _opaque(reference: Value, arguments: Fields | None, span: Span, scope: Scope, kind: str, reason: str) -> Included:
    """A template that is not read: what it is given is what is known of it."""
    shown = text(reference)[:200]
    whole = arguments.value() if arguments is not None else {}
    known = whole.known if isinstance(whole, Unknown) else whole
    values = {name: item for name, item in known.items() if _is_argument(item)} if isinstance(known, dict) else {}
    scope.run.holes.append(Hole(shown, shown, reason, span, values, scope.callers[:-1]))
    return Included(passed(arguments, kind, shown, span), scope)


def _is_argument(value: Value) -> bool:
    """Whether a value may identify something: lists of steps do not, and are looked at by themselves."""
    return not isinstance(value, list)
