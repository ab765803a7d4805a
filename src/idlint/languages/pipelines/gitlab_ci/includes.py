"""A GitLab configuration and the files that it includes, merged into one mapping.

https://docs.gitlab.com/ci/yaml/includes/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from idlint.errors import SourceError
from idlint.fuel import Fuel
from idlint.languages.pipelines.gitlab_ci.merging import mapping, merged, without
from idlint.languages.pipelines.gitlab_ci.variables import expanded, filled
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.source import Location, Span
from idlint.values import text

MAX_INCLUDES: Final = 150
"""Files of one configuration; GitLab's own limit."""

_MAX_FOLDERS: Final = 2_000
_REMOTE: Final = ("project", "remote", "template", "component", "artifact")
_KINDS: Final = ("local", *_REMOTE)


class Includes:
    """The files of one configuration, read in order."""

    def __init__(self, sources: Sources, fuel: Fuel, root: str, address: str) -> None:
        self.sources = sources
        self.fuel = fuel
        self.root = root
        """The folder that a leading `/` means."""
        self.address = address
        """Address of the trigger job; empty for the pipeline's own configuration."""
        self.count = 0
        self.conditional: set[str] = set()
        """Files that are included under `rules`."""
        self.opaque = False
        """Whether something is included that cannot be read here, so that anything may be defined there."""
        self.inputs: tuple[str, ...] = ()

    def read(self, path: str, chain: tuple[str, ...] = (), given: MappingNode | None = None) -> MappingNode | None:
        """The configuration at `path` over what it includes; None where it is none, which is a problem."""
        self.count += 1
        try:
            file = self.sources.open(path)
        except SourceError as error:
            self.sources.problem(Span(error.path, error.at, error.at), error.message)
            return None
        root, spec = _content(file.documents)
        if not isinstance(root, MappingNode):
            if not file.problems:
                self.sources.problem(Span(path, 0, 0), "this is no GitLab configuration: expected a mapping of jobs")
            return None
        root = self._with_inputs(root, spec, given)
        result = without(root, "include")
        written = root.get("include")
        if written is None:
            return result
        base = mapping([], result)
        for part in self._included(written, root, (*chain, path)):
            base = merged(base, part, self.fuel)
        return merged(base, result, self.fuel)

    def _with_inputs(self, root: MappingNode, spec: MappingNode | None, given: MappingNode | None) -> MappingNode:
        """The content with the inputs that its header declares: what is passed, else the default."""
        declared = spec.get("inputs") if spec is not None else None
        if not isinstance(declared, MappingNode):
            return root
        if given is None:
            self.inputs = tuple(key.text for key, _ in declared.pairs)
        values: dict[str, Node] = {}
        for key, item in declared.pairs:
            passed = given.get(key.text) if given is not None else None
            default = item.get("default") if isinstance(item, MappingNode) else None
            value = default if passed is None else passed
            if value is not None and given is not None:
                values[key.text] = value
        result = filled(root, values)
        return result if isinstance(result, MappingNode) else root

    def _included(self, node: Node, root: MappingNode, chain: tuple[str, ...]) -> Iterator[MappingNode]:
        """The configurations that `include` names, in order."""
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            if isinstance(item, ScalarNode):
                kind = "remote" if item.text.startswith(("http://", "https://")) else "local"
                yield from self._one(kind, item, item, root, chain)
            elif isinstance(item, MappingNode):
                kind = next((kind for kind in _KINDS if kind in item.by_name), "")
                if not kind:
                    self.sources.problem(item.span, f"`include` has one of {', '.join(_KINDS)}, and this has none")
                    continue
                yield from self._one(kind, item.by_name[kind], item, root, chain)

    def _one(
        self, kind: str, what: Node, item: Node, root: MappingNode, chain: tuple[str, ...]
    ) -> Iterator[MappingNode]:
        written = what.text if isinstance(what, ScalarNode) else ""
        if kind != "local":
            self.hole(kind, item, written)
            return
        variables = root.get("variables")
        known = {}
        if isinstance(variables, MappingNode):
            known = {key.text: value.text for key, value in variables.pairs if isinstance(value, ScalarNode)}
        path = expanded(written, dict(known), self.fuel)
        if not isinstance(path, str):
            self.hole("local", item, text(path))
            return
        given = item.get("inputs") if isinstance(item, MappingNode) else None
        for target in self._targets(path, what.span):
            part = self._follow(target, what.span, chain, given)
            if part is not None:
                if isinstance(item, MappingNode) and "rules" in item.by_name:
                    self.conditional.add(target)
                yield part

    def _follow(self, target: str, span: Location, chain: tuple[str, ...], given: Node | None) -> MappingNode | None:
        if target in chain:
            self.sources.problem(span, f"`{target}` includes itself, so it never ends")
            return None
        if self.count >= MAX_INCLUDES:
            self.sources.problem(span, f"more than {MAX_INCLUDES} files are included")
            return None
        empty = MappingNode(target, 0, "")
        return self.read(target, chain, given if isinstance(given, MappingNode) else empty)

    def _targets(self, path: str, span: Location) -> list[str]:
        """The files that a local include names; a missing one is a problem, a pattern without files is not."""
        relative = posixpath.normpath(path.strip().lstrip("/"))
        if "*" in relative:
            pattern = re.compile(_glob(relative))
            files = _files(self.sources, self.root, relative.partition("*")[0].rpartition("/")[0])
            return [file for file in files if pattern.fullmatch(file.removeprefix(self.root))]
        for folder in dict.fromkeys((self.root, "")):
            if self.sources.tree.is_file(folder + relative):
                return [folder + relative]
        self.sources.problem(span, f"the included file `{path}` is not in this repository")
        return []

    def hole(self, kind: str, item: Node, written: str) -> None:
        """Something is included that is not in this repository, or whose name only a run knows."""
        self.opaque = True
        source = written
        if isinstance(item, MappingNode) and kind == "project":
            file = item.get("file")
            names = file.items if isinstance(file, SequenceNode) else [file]
            source += ":" + ",".join(name.text for name in names if isinstance(name, ScalarNode))
        reason = "name of the included file is unknown" if kind == "local" else f"included {kind} is not here"
        self.sources.hole(self.address, source, reason, item.span, {})


def _content(documents: tuple[Node, ...]) -> tuple[Node | None, MappingNode | None]:
    """The configuration and its header: a first document with `spec` only declares inputs."""
    if not documents:
        return None, None
    first = documents[0]
    if len(documents) > 1 and isinstance(first, MappingNode) and "spec" in first.by_name:
        spec = first.get("spec")
        return documents[1], spec if isinstance(spec, MappingNode) else None
    return first, None


def _glob(pattern: str) -> str:
    """A regular expression for `*` inside of a folder and `**` across folders."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return "".join(words.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*)", pattern))


def _files(sources: Sources, root: str, folder: str) -> list[str]:
    """Every YAML file below `folder`, so many folders deep and no more."""
    start = posixpath.join(root, folder).rstrip("/") or "."
    waiting, found = [start], []
    for _ in range(_MAX_FOLDERS):
        if not waiting:
            break
        current = waiting.pop()
        for name in sources.tree.names(current):
            path = name if current == "." else f"{current}/{name}"
            if name.endswith((".yml", ".yaml")):
                found.append(path)
            elif "." not in name and sources.tree.is_folder(path):
                waiting.append(path)
    return sorted(found)
