"""Which YAML files are Azure pipelines, and which are only templates of some.

A file is looked at by its name, then by its bytes; only then is YAML parsed. A pipeline has a trigger, resources, a
pool or `extends`, or is called what pipelines are called. What another file names as a template is part of that one.
What nobody names and says nothing of a pipeline, and has parameters, lies in a folder of templates or has no path of a
pipeline, is a library for other repositories, or a fixture: its jobs are no jobs of a pipeline, so it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from idlint.errors import SourceError
from idlint.records import NamedTuple
from idlint.settings import Settings
from idlint.source import BYTE_ORDER_MARK, SourceTree

SUFFIXES = (".yml", ".yaml")

_FOREIGN_FOLDERS = frozenset(
    {
        ".github", ".gitlab", ".circleci", ".gitea", ".forgejo", ".buildkite", ".tekton", "node_modules", "fixtures",
        "testdata", "__fixtures__", "charts", "helm", "group_vars", "host_vars", "roles", "playbooks",
    }
)  # fmt: skip
_FOREIGN_NAMES = (
    "docker-compose", "compose.", ".gitlab-ci", ".travis", ".pre-commit", "mkdocs", "openapi", "swagger", "values.",
    "chart.", "bitbucket-pipelines", "appveyor", ".appveyor", "codecov", ".codecov", "dependabot", "cloudbuild",
    "buildspec", "kustomization", "serverless", ".drone", "action.", "pubspec", "environment.", "galaxy.",
)  # fmt: skip

# Lines are told by the break before them, which `re` finds in a tenth of the time that it takes for `^`: see `_lines`.
_KEY = re.compile(rb"\n([A-Za-z]+)[ \t]*:")
_INDENTED = re.compile(rb"\n( *)([A-Za-z]+)[ \t]*:")
_LEVELS = frozenset({b"stages", b"jobs", b"steps", b"extends"})
_FOREIGN_KEYS = frozenset(
    {
        b"on", b"runs", b"apiVersion", b"kind", b"services", b"include", b"workflows", b"orbs", b"openapi", b"swagger",
        b"image", b"hosts", b"tasks", b"before_script", b"language", b"version", b"workflow", b"default", b"phases",
        b"schema", b"definitions", b"components", b"metadata", b"substitutions",
    }
)  # fmt: skip
_MARKS = re.compile(
    rb"\n[ \t]*-[ \t]+(?:task|script|bash|pwsh|powershell|template|checkout|deployment|job|stage|publish)[ \t]*:"
    rb"|\n[ \t]*-[ \t]+\$\{\{|\n[ \t]+template[ \t]*:[ \t]*\S+\.ya?ml|\n[ \t]*vmImage[ \t]*:"
)
_GITHUB = re.compile(rb"\n[ \t]++runs-on[ \t]*:|\n[ \t]*+(?:-[ \t]*+)?uses[ \t]*:[ \t]*\S+@")

_CONCOURSE = re.compile(
    rb"\nresource_types[ \t]*:"
    rb"|\n[ \t]+plan[ \t]*:\s+(?:#[^\n]*\s+)*-[ \t]+(?:get|put|task|in_parallel|aggregate|do|try|set_pipeline)\b"
)
"""Pipelines of Concourse have `jobs` and tasks as well: https://concourse-ci.org/jobs.html"""

_OF_PIPELINES = frozenset({b"trigger", b"pr", b"schedules", b"extends", b"resources", b"pool", b"name"})
"""Keys that templates do not have."""

_STARTS = frozenset({b"trigger", b"pr", b"schedules"})
_TEMPLATE = re.compile(rb"\n[ \t]*+(?:-[ \t]++)?template[ \t]*:[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^#\n]*)")
_ESCAPED = re.compile(rb"\$\$\{\{[ \t]*(?:if|elseif|else|each|insert)\b")
"""A directive as Terraform's `templatefile` has it written, which no pipeline can mean."""
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_NAMES = ("azure-pipelines", "azure-pipeline", "azure_pipeline", "azuredevops", "azdo")
_CERTAINLY = re.compile(r"azure[-_]pipelines?[-.\w]*\.ya?ml$")
"""The name of a file that is said to be a pipeline even where it cannot be read."""

_WORDS = re.compile(
    r"pipeline|azure|devops|azdo|vsts|(?:^|[-_./])(?:ado|ci|cd|build|deploy|deployment|release|nightly|eng)(?=[-_./])"
)
"""What the path of a pipeline has that says nothing else of itself: a fixture of some test has the same keys."""

_LIBRARY_FOLDERS = frozenset(
    {
        "templates", "template", "steps", "step", "jobs", "job", "stages", "stage", "common", "shared", "variables",
        "tasks", "pipelinetemplates", "pipeline-templates", "pipeline-steps", "azure-pipelines-templates",
    }
)  # fmt: skip


class Classified(NamedTuple):
    """Files that hold stages, jobs or steps of Azure Pipelines, sorted."""

    pipelines: tuple[str, ...]
    """Each runs by itself."""
    templates: tuple[str, ...]
    """Each is used by some other of these files, and is read with it."""
    libraries: tuple[str, ...]
    """Templates that nothing here uses; they are not read."""


def is_candidate(path: str) -> bool:
    """Whether a file may be one by its name alone."""
    if not path.endswith(SUFFIXES):
        return False
    *folders, name = path.lower().split("/")
    return not name.startswith(_FOREIGN_NAMES) and _FOREIGN_FOLDERS.isdisjoint(folders)


def looks_like(data: bytes) -> bool:
    """Whether a file may be one by its bytes: the keys of a pipeline, those of no other format, and a step or so."""
    if not any(level in data for level in _LEVELS) or b"\0" in data:
        return False
    lines = _lines(data)
    keys = _keys(lines)
    if _LEVELS.isdisjoint(keys) or not _FOREIGN_KEYS.isdisjoint(keys):
        return False
    if _GITHUB.search(lines) is not None or _CONCOURSE.search(lines) is not None:
        return False
    return _MARKS.search(lines) is not None


def _lines(data: bytes) -> bytes:
    """The text of a file with a line break before each line, the first one too."""
    return b"\n" + data.removeprefix(BYTE_ORDER_MARK)


def _keys(lines: bytes) -> set[bytes]:
    """The keys on the outermost level, which may be indented as a whole."""
    first = _INDENTED.search(lines)
    if first is None or not first[1]:
        return set(_KEY.findall(lines))
    return {name for indent, name in _INDENTED.findall(lines) if len(indent) <= len(first[1])}


def classify(tree: SourceTree, files: Iterable[str], settings: Settings) -> Classified:
    """What each of `files` is; those that are none of it, or cannot be read, are left out."""
    found: dict[str, bytes] = {}
    for path in sorted(set(files)):
        if not is_candidate(path):
            continue
        try:
            data = tree.read_bytes(path)
        except SourceError:
            data = b"\0"
        if looks_like(data) or (b"\0" in data and _CERTAINLY.match(path.lower().rpartition("/")[2])):
            found[path] = _lines(data)
    named = _named(found, settings)
    kinds = {path: _kind(path, lines, path in named) for path, lines in found.items()}
    by_kind = {kind: tuple(path for path in found if kinds[path] == kind) for kind in Classified._fields}
    return Classified(**by_kind)


def roots(tree: SourceTree, files: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """The files that the platform runs by itself, sorted."""
    return classify(tree, files, settings).pipelines


def _kind(path: str, lines: bytes, is_named: bool) -> str:
    keys = _keys(lines)
    if is_named:
        return "pipelines" if not _STARTS.isdisjoint(keys) else "templates"
    *folders, name = path.lower().split("/")
    if ".template." in name or _ESCAPED.search(lines):  # some tool makes pipelines of it, which lie elsewhere
        return "libraries"
    if not _OF_PIPELINES.isdisjoint(keys) or name.startswith(_NAMES) or name.endswith(".azure-pipelines.yml"):
        return "pipelines"
    if b"parameters" in keys or not _LIBRARY_FOLDERS.isdisjoint(folders) or "template" in name:
        return "libraries"
    return "pipelines" if _WORDS.search(path.lower()) else "libraries"


def _named(found: Mapping[str, bytes], settings: Settings) -> set[str]:
    """The files that others name as templates; of a name with an expression, every file that it may mean."""
    named: set[str] = set()
    for path, lines in found.items():
        for reference in _references(lines):
            for target in _targets(reference, path, settings):
                if "*" in target or "?" in target:
                    named.update(other for other in found if other != path and fnmatchcase(other, target))
                elif target != path:
                    named.add(target)
    return named


def _references(lines: bytes) -> Iterator[str]:
    for written in set(_TEMPLATE.findall(lines)):
        text = written.decode("utf-8", "replace").strip().strip("\"'").replace("\\", "/")
        reference = _EXPRESSION.sub("*", text)
        if reference.strip("*/. "):
            yield reference.replace("[", "?")


def _targets(reference: str, base: str, settings: Settings) -> tuple[str, ...]:
    """The files that a reference in `base` may mean; `templates` knows which of them it is."""
    path, _, alias = reference.partition("@")
    folder = dirname(base)
    if alias and alias.lower() != "self" and "*" not in alias:
        root = settings.pipelines.repositories.get(alias)
        return (normpath(join(root, path.lstrip("/"))),) if root is not None else ()
    from_root = normpath(path.lstrip("/"))
    if path.startswith("/"):
        return (from_root,)
    beside = normpath(join(folder, path))
    return (beside, from_root) if alias else (beside,)
