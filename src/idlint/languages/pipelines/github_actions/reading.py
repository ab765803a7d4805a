"""Nodes of a workflow to values: one place that evaluates, reports what does not parse, and counts what it costs."""

from __future__ import annotations

import posixpath
from typing import Final

from idlint.fuel import Fuel
from idlint.languages.pipelines.github_actions.coercion import as_text
from idlint.languages.pipelines.github_actions.evaluation import interpolate, truth
from idlint.languages.pipelines.github_actions.expressions import ExpressionError, parse, pieces
from idlint.languages.pipelines.github_actions.scope import Scope
from idlint.languages.pipelines.lines import line_of
from idlint.languages.pipelines.origin import own_path
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value, text

MAX_JOBS: Final = 2_000
"""Job instances of one pipeline; beyond them a matrix is one symbolic instance."""

STEP_COST: Final = 100
"""Fuel for one step, so that local actions that call each other cannot multiply without end."""


class Reading(NamedTuple):
    """What all parts of one workflow's reading share."""

    sources: Sources
    fuel: Fuel
    root: str
    """The folder that holds `.github`: what `./` means; empty for the repository's root."""
    jobs_made: list[int]
    """One number: how many job instances there are."""
    repository: str = ""
    """What the platform calls this repository, `owner/name`; empty where nothing says it."""

    def local(self, source: str) -> str:
        """What `uses` names, as a path from `./` where it is in this repository; else as it is written."""
        own = "" if source.startswith("./") or self.root else own_path(self.sources.tree, self.repository, source)
        return f"./{own}" if own else source

    def value(self, node: Node | None, scope: Scope) -> Value:
        """`node` with its expressions evaluated; nothing written is null."""
        match node:
            case ScalarNode():
                return self.scalar(node, scope)
            case SequenceNode():
                return [self.value(item, scope) for item in node.items]
            case MappingNode():
                return {key.text: self.value(item, scope) for key, item in node.pairs}
        return None

    def scalar(self, node: ScalarNode, scope: Scope) -> Value:
        """One scalar evaluated; an expression that does not parse is a problem."""
        if "${{" not in node.text:
            return node.value
        try:
            return interpolate(node.text, scope)
        except ExpressionError as error:
            self.sources.problem(line_of(node.span, error.line, self.sources.tree.read_bytes), str(error))
            return Unknown("expression does not parse")

    def text(self, node: Node | None, scope: Scope) -> Value:
        """`node` as a text; nothing written is the empty text."""
        return as_text(self.value(node, scope))

    def shown(self, node: Node | None, scope: Scope) -> str:
        """`node` as a reader would write it."""
        return text(self.text(node, scope)) if node is not None else ""

    def texts(self, node: Node | None, scope: Scope) -> dict[str, Value]:
        """A mapping of texts: `env`, `with`; an expression that stands for all of it gives what is known."""
        if isinstance(node, MappingNode):
            return {key.text: self.text(item, scope) for key, item in node.pairs}
        value = self.value(node, scope)
        known = value.known if isinstance(value, Unknown) else value
        return {name: as_text(item) for name, item in known.items()} if isinstance(known, dict) else {}

    def condition(self, node: Node | None, scope: Scope) -> tuple[bool | None, str]:
        """Whether an `if` holds, as far as can be told, and its text; (True, "") where it always does."""
        if node is None:
            return True, ""
        if not isinstance(node, ScalarNode):
            self.sources.problem(node.span, "`if` is an expression, and this is a list or a mapping")
            return None, ""
        written = _unwrapped(node.text)
        if written is None:  # a text around an expression: GitHub takes it as text, which is true
            return None, node.text.strip()
        try:
            found = truth(parse(written), scope)
        except ExpressionError as error:
            self.sources.problem(node.span, str(error))
            found = None
        return found, "" if found else written


def _unwrapped(written: str) -> str | None:
    """The expression of an `if`, with or without `${{ }}`; None where there is text around it."""
    written = written.strip()
    if "${{" not in written:
        return written
    try:
        parts = pieces(written)
    except ExpressionError:
        return written.removeprefix("${{").removesuffix("}}").strip()
    return written[3:-2].strip() if len(parts) == 1 and not isinstance(parts[0], str) else None


def both(outer: str, inner: str) -> str:
    """The condition that two conditions make."""
    if outer and inner:
        return f"({outer}) && ({inner})"
    return outer or inner


def directory(value: Value) -> Value:
    """A working directory relative to the checkout's root; the workspace is the root."""
    if isinstance(value, Unknown):
        return _below_workspace(value)
    if not isinstance(value, str) or not value:
        return ""
    plain = posixpath.normpath(value.replace("\\", "/")).lstrip("/") if not value.startswith("/") else value
    return "" if plain == "." else plain


def _below_workspace(value: Unknown) -> Value:
    """`${{ github.workspace }}/infra` is `infra`; other unknown directories stay as they are."""
    if _is_workspace(value):
        return ""
    if not isinstance(value.known, tuple):
        return value
    first, rest = (value.known[0], value.known[1:]) if _is_workspace(value.known[0]) else ("", value.known)
    start = rest[0] if rest else ""
    if isinstance(start, str) and start.startswith(("/", "./") if first else "./"):
        rest = (start.lstrip("./"), *rest[1:])
    if len(rest) == 1 and isinstance(rest[0], str):
        return directory(rest[0])
    return Unknown(value.reason, None, rest)


def _is_workspace(value: Value) -> bool:
    return isinstance(value, Unknown) and value.origin == Origin("github.workspace")
