"""Jobs with what they take over from others: `extends`, `default` and `!reference`.

https://docs.gitlab.com/ci/yaml/yaml_optimization/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.fuel import Fuel
from idlint.languages.pipelines.gitlab_ci.merging import mapping, merged, without
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.values import Value

MAX_LEVELS: Final = 11
"""How deep jobs extend each other; GitLab's own limit."""

_INHERITED: Final = (
    "image", "services", "before_script", "after_script", "cache", "artifacts", "retry", "timeout", "interruptible",
    "tags", "hooks", "id_tokens", "identity",
)  # fmt: skip
_GLOBAL: Final = ("image", "services", "cache", "before_script", "after_script")
"""What may stand at the top of the file too, where `default` does not say."""


class Templates:
    """The jobs of one configuration, resolved once each."""

    def __init__(
        self,
        root: MappingNode,
        sources: Sources,
        fuel: Fuel,
        *,
        is_open: bool,
        passed: Mapping[str, Value] | None = None,
    ) -> None:
        self.root = root
        self.sources = sources
        self.fuel = fuel
        self.is_open = is_open
        """Whether files are included that cannot be read: what is not defined here may be defined there."""
        self.passed: Mapping[str, Value] = passed or {}
        """Variables that the job which started this pipeline passes on; they win over those written here."""
        self.missing: dict[str, str] = {}
        """Job -> what it extends that may be defined in a file that is not here."""
        self._resolved: dict[str, MappingNode | None] = {}

    def job(self, name: str) -> MappingNode | None:
        """The job with everything that it extends; None where it is no mapping."""
        return self._extended(name, ())

    def _extended(self, name: str, chain: tuple[str, ...]) -> MappingNode | None:
        if name in self._resolved:
            return self._resolved[name]
        node = self.root.get(name)
        if not isinstance(node, MappingNode):
            return None
        extends = node.get("extends")
        result = node
        if extends is not None:
            base = self._parents(name, extends, (*chain, name))
            result = merged(base, without(node, "extends"), self.fuel)
        self._resolved[name] = result
        return result

    def _parents(self, name: str, extends: Node, chain: tuple[str, ...]) -> MappingNode:
        """What `extends` names, merged; later ones win."""
        base = MappingNode(extends.path, extends.start, "")
        for item in extends.items if isinstance(extends, SequenceNode) else [extends]:
            parent = item.text if isinstance(item, ScalarNode) else ""
            if parent in chain or len(chain) > MAX_LEVELS:
                message = f"`extends: {parent}` leads back to the job itself, or too deep, so it never ends"
                self.sources.problem(item.span, message)
                continue
            found = self._extended(parent, chain)
            if found is not None:
                self.missing.update({name: self.missing[parent]} if parent in self.missing else {})
                base = merged(base, found, self.fuel)
            elif self.is_open or "$[[" in parent:
                self.missing[name] = parent
            else:
                self.sources.problem(item.span, f"`extends` names `{parent}`, which is not defined")
        return base

    def with_defaults(self, node: MappingNode) -> MappingNode:
        """The job with the defaults that it does not overwrite and that `inherit` does not turn off."""
        allowed = self._inherits(node, "default")
        default = self.root.get("default")
        pairs = list(node.pairs)
        for holder, names in ((default, _INHERITED), (self.root, _GLOBAL)):
            if not isinstance(holder, MappingNode):
                continue
            written = {key.text for key, _ in pairs}
            for key, value in holder.pairs:
                if key.text in names and key.text not in written and (allowed is None or key.text in allowed):
                    pairs.append((key, value))
        return mapping(pairs, node)

    def _inherits(self, node: MappingNode, what: str) -> set[str] | None:
        """The names that a job takes over; None for all."""
        inherit = node.get("inherit")
        chosen = inherit.get(what) if isinstance(inherit, MappingNode) else None
        if isinstance(chosen, SequenceNode):
            return {item.text for item in chosen.items if isinstance(item, ScalarNode)}
        if isinstance(chosen, ScalarNode) and chosen.value is False:
            return set()
        return None

    def inherited_variables(self, node: MappingNode) -> list[tuple[ScalarNode, Node]]:
        """The global variables that the job sees."""
        variables = self.root.get("variables")
        allowed = self._inherits(node, "variables")
        pairs = variables.pairs if isinstance(variables, MappingNode) else []
        return [pair for pair in pairs if allowed is None or pair[0].text in allowed]

    def resolved(self, node: Node, seen: tuple[tuple[str, ...], ...] = ()) -> Node | None:
        """What a node stands for: `!reference [job, key]` is the node at that place; None where there is none."""
        if not (isinstance(node, SequenceNode) and node.tag == "!reference"):
            return node
        path = tuple(item.text for item in node.items if isinstance(item, ScalarNode))
        self.fuel.step()
        if path in seen or len(seen) > MAX_LEVELS:
            self.sources.problem(node.span, f"`!reference [{', '.join(path)}]` leads back to itself, so it never ends")
            return None
        target: Node | None = self._start(path)
        for step in path[1:]:
            target = self.resolved(target, (*seen, path)) if target is not None else None
            target = target.get(step) if isinstance(target, MappingNode) else None
        if target is None:
            if not self.is_open:
                message = f"`!reference [{', '.join(path)}]` names something that is not defined"
                self.sources.problem(node.span, message)
            return None
        return self.resolved(target, (*seen, path))

    def _start(self, path: tuple[str, ...]) -> Node | None:
        """The job, or the global key, that a reference begins with."""
        return self._extended(path[0], ()) or self.root.get(path[0]) if path else None

    def items(self, node: Node | None, seen: tuple[int, ...] = ()) -> list[Node]:
        """The items of a list with references and lists inside it unfolded."""
        node = self.resolved(node) if node is not None else None
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            return [node]
        if id(node) in seen or len(seen) > MAX_LEVELS:
            self.sources.problem(node.span, "this list refers to itself, so it never ends")
            return []
        self.fuel.step(1 + len(node.items))
        return [inner for item in node.items for inner in self.items(item, (*seen, id(node)))]
