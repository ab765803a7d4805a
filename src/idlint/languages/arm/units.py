"""Which JSON files are templates to evaluate, and with which parameter files.

A template is what its `$schema` says, at the top level of the file: a policy or workbook that embeds a template is
none. Left out are a template compiled from a `.bicep` file beside it, which is the same deployment, and one that
another template names in a `relativePath` or a `.bicepparam` file applies, unless it has parameters of its own: it is
evaluated where it is linked or applied.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from idlint.document import Invocation, Unit
from idlint.errors import SourceError
from idlint.languages.applied import is_bicep, of_template
from idlint.languages.arm.pairing import by_folder, declared, head, paired
from idlint.languages.arm.schemas import target_scope
from idlint.settings import Settings
from idlint.source import SourceTree

_HEAD = 65_536
"""How far from the start of a file `$schema` is looked for."""

_MARK = b"eploymentTemplate.json"
_RENDERED = re.compile(rb"^[ \t]*\{%", re.MULTILINE)
"""A line that begins with a statement of Jinja: the file becomes a template once it is rendered."""

_GENERATED = re.compile(rb'"_generator"\s*:\s*\{\s*"name"\s*:\s*"bicep"')
_PARAM = re.compile(rb"^[ \t]*param[ \t]+(\w+)", re.MULTILINE)

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|//[^\n]*|/\*.*?\*/', re.DOTALL)
_VALUE = re.compile(r'\s*:\s*"([^"]*)"')
_RESTORED = re.compile(r"(?:^|/)(?:br/[^/]+/[^/]+/[^/]*[$#][^/]*|ts(?:/[^/]+){4})/main\.json\Z")
"""A module in a Bicep cache inside the repository: it is evaluated where it is called."""

_LINK = re.compile(rb'"relativePath"\s*:\s*"([^"\[]+)"')
_USING = re.compile(rb"^[ \t]*using[ \t]+'([^'\r\n]+\.json)'", re.MULTILINE)
"""The template that a `.bicepparam` file applies."""


def units(tree: SourceTree, files: Iterable[str], invocations: Iterable[Invocation], settings: Settings) -> list[Unit]:
    """The templates among `files`, in order of path, each with its variable sets."""
    files = sorted(files)
    folders = by_folder(files)
    present = set(files)
    templates = [path for path in files if path.endswith((".json", ".jsonc")) and is_template(tree, path)]
    templates = [path for path in templates if path.rpartition(".")[0] + ".bicep" not in present]
    written = _bicep_by_folder(files)
    compiled = {path for path in templates if _is_compiled(tree, path, written.get(posixpath.dirname(path), []))}
    stated = _by_template(tree, invocations)
    configured = _by_template(tree, (Invocation(item.root, item.name, item.var_files) for item in settings.sets))
    linked = {target for path in templates for target in _named(tree, path, _LINK)}
    linked |= {target for path in files if path.endswith(".bicepparam") for target in _named(tree, path, _USING)}
    found = [_unit(tree, path, stated.get(path, []), configured.get(path, []), folders) for path in templates]
    return [unit for unit in found if unit.invocations or unit.path not in linked | compiled]


def is_template(tree: SourceTree, path: str) -> bool:
    """Whether the file at `path` is a template, by its first bytes."""
    start = head(tree, path, _HEAD)
    if _MARK not in start or path.endswith((".tf.json", ".tfvars.json", ".tofu.json")) or _RESTORED.search(path):
        return False
    if _RENDERED.search(start):
        return False
    return target_scope(_schema(start.decode("utf-8", "replace"))) is not None


def linked_templates(tree: SourceTree, path: str) -> Iterator[str]:
    """The templates that the template at `path` names in literal relative links."""
    return (target for target in _named(tree, path, _LINK) if is_template(tree, target))


def _bicep_by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in files:
        if path.endswith(".bicep"):
            found.setdefault(posixpath.dirname(path), []).append(path)
    return found


def _is_compiled(tree: SourceTree, path: str, beside: list[str]) -> bool:
    """Whether a template was made of one of the `.bicep` files beside it: `azuredeploy.json` of `main.bicep`.

    Bicep says that it wrote the template, and the parameters say of what:
    https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli#build
    """
    if not beside or not _GENERATED.search(head(tree, path, _HEAD)):
        return False
    passed = declared(tree, path)
    return any(_bicep_parameters(tree, other) == passed for other in beside)


def _bicep_parameters(tree: SourceTree, path: str) -> set[str]:
    """The lower-case names of a `.bicep` file's parameters."""
    try:
        return {found[1].decode().lower() for found in _PARAM.finditer(tree.read_bytes(path))}
    except SourceError:
        return set()


def unread(tree: SourceTree, path: str) -> str:
    """What a JSON file that no unit holds is called, where it only becomes a template by being rendered; else empty."""
    start = head(tree, path, _HEAD)
    return "Jinja template of ARM deployments" if _MARK in start and _RENDERED.search(start) else ""


def _schema(text: str) -> str | None:
    """The `$schema` at the top level of the beginning of a JSON file."""
    depth = 0
    for found in _TOKEN.finditer(text):
        lexeme = found.group()
        if lexeme in "{[":
            depth += 1
        elif lexeme in "}]":
            depth -= 1
        elif depth == 1 and lexeme == '"$schema"':
            value = _VALUE.match(text, found.end())
            return value[1] if value else None
    return None


def _by_template(tree: SourceTree, invocations: Iterable[Invocation]) -> dict[str, list[Invocation]]:
    found: dict[str, list[Invocation]] = {}
    for item in invocations:
        if item.directory.endswith((".json", ".jsonc")) and not is_bicep(item.directory, item):
            found.setdefault(tree.resolve(item.directory) or item.directory, []).append(item)
    return found


def _unit(
    tree: SourceTree, path: str, stated: list[Invocation], configured: list[Invocation], folders: dict[str, list[str]]
) -> Unit:
    """One template with its sets: those stated, then those paired by name whose file nobody stated."""
    by_name = list(paired(tree, path, folders))
    sets = of_template(stated, configured, by_name, lambda file: tree.resolve(file) or file)
    return Unit("arm", path, "template", (path,), tuple(_distinct(sets)), tree.size(path))


def _distinct(found: Iterable[Invocation]) -> Iterator[Invocation]:
    """The sets under names of their own: of equal names the later ones get the stem of their file."""
    names: set[str] = set()
    for item in found:
        name = item.name
        if name in names and item.var_files:
            name = posixpath.basename(item.var_files[-1]).rpartition(".")[0]
        names.add(name)
        yield item._replace(name=name)


def _named(tree: SourceTree, path: str, pattern: re.Pattern[bytes]) -> Iterator[str]:
    """The files that the file at `path` names in literal relative links."""
    try:
        data = tree.read_bytes(path)
    except SourceError:
        return
    for found in pattern.finditer(data):
        target = posixpath.join(posixpath.dirname(path), found[1].decode("utf-8", "replace"))
        resolved = tree.resolve(target)
        if resolved is not None and resolved != path:
            yield resolved
