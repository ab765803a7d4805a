"""CI/CD variables: `$NAME` and `${NAME}` in texts, and `$[[ inputs.name ]]` of included files.

https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from idlint.fuel import Fuel
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.values import Origin, Unknown, Value, text

MAX_DEPTH = 20
"""How deep variables name each other."""


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(
        r"\$\$|\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<plain>[A-Za-z_]\w*)|\$\[\[\s*(?P<input>[^\]\n]*?)\s*\]\]", re.ASCII
    )


def expanded(written: str, variables: Mapping[str, Value], fuel: Fuel, depth: int = 0) -> Value:
    """`written` with its variables replaced; those that have no value here are unknown pieces."""
    if "$" not in written:
        return written
    pieces: list[Value] = []
    at = 0
    for found in _reference().finditer(written):
        pieces.append(written[at : found.start()])
        pieces.append(_piece(found, variables, fuel, depth))
        at = found.end()
    pieces.append(written[at:])
    return _joined(pieces, fuel)


def _piece(found: re.Match[str], variables: Mapping[str, Value], fuel: Fuel, depth: int) -> Value:
    """What one reference stands for."""
    if found[0] == "$$":
        return "$"
    if found["input"] is not None:
        return Unknown("input without a value", Origin(found["input"]))
    name = found["braced"] or found["plain"]
    value = variables.get(name)
    if isinstance(value, str) and depth < MAX_DEPTH:
        fuel.step()
        return expanded(value, variables, fuel, depth + 1)
    if isinstance(value, Unknown):
        return value
    return Unknown("variable without a value", Origin(f"variables.{name}"))


def _joined(pieces: list[Value], fuel: Fuel) -> Value:
    """Texts and unknowns one behind the other."""
    found: list[Value] = []
    for piece in pieces:
        for part in piece.known if isinstance(piece, Unknown) and isinstance(piece.known, tuple) else (piece,):
            if isinstance(part, str):
                fuel.grow(len(part))
                if found and isinstance(found[-1], str):
                    found[-1] += part
                    continue
            if part != "":
                fuel.grow(8)
                found.append(part)
    unknown = next((piece for piece in found if isinstance(piece, Unknown)), None)
    if unknown is None:
        return text(found[0]) if found else ""
    return unknown if len(found) == 1 else Unknown(unknown.reason, None, tuple(found))


def with_inputs(written: str, fuel: Fuel) -> Value:
    """A script's text: variables are the shell's affair, inputs that nobody passed are unknown pieces."""
    if "$[[" not in written:
        return written
    pieces: list[Value] = []
    at = 0
    for found in _reference().finditer(written):
        if found["input"] is not None:
            pieces += [written[at : found.start()], Unknown("input without a value", Origin(found["input"]))]
            at = found.end()
    pieces.append(written[at:])
    return _joined(pieces, fuel)


def filled(node: Node, inputs: Mapping[str, Node]) -> Node:
    """`node` with the inputs of its file put in; one that stands alone keeps its type."""
    match node:
        case ScalarNode():
            return _filled_scalar(node, inputs) if "$[[" in node.text else node
        case SequenceNode():
            made = SequenceNode(node.path, node.start, node.tag)
            made.end = node.end
            made.items = [filled(item, inputs) for item in node.items]
            return made
    copy = MappingNode(node.path, node.start, node.tag)
    copy.end = node.end
    for key, value in node.pairs:
        name = _filled_scalar(key, inputs) if "$[[" in key.text else key
        own = name if isinstance(name, ScalarNode) else key
        copy.pairs.append((own, filled(value, inputs)))
        copy.by_name[own.text] = copy.pairs[-1][1]
    return copy


def _filled_scalar(node: ScalarNode, inputs: Mapping[str, Node]) -> Node:
    whole = _reference().fullmatch(node.text.strip())
    if whole is not None and whole["input"] is not None:
        value = inputs.get(whole["input"].removeprefix("inputs."))
        if value is not None:
            return value

    def replaced(found: re.Match[str]) -> str:
        value = inputs.get((found["input"] or "").removeprefix("inputs."))
        return value.text if found["input"] is not None and isinstance(value, ScalarNode) else found[0]

    filled_text = _reference().sub(replaced, node.text)
    return ScalarNode(node.span, filled_text, node.plain, node.tag)
