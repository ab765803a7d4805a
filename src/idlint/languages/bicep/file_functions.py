"""`loadTextContent` and its like: what the compiler reads from files beside the template, read the same way."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.arm.expressions import Literal, Node, Opaque
from idlint.languages.arm.jsontext import loads
from idlint.source import SourceTree, Span

MAX_BYTES = 1_048_576
"""The compiler's own limit for `loadJsonContent` is as many characters, for the others less."""

_MAX_NODES = 100_000
"""What a YAML file may grow to when its aliases are followed."""

_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_-]*)|\['([^']*)'\]|\[([0-9]{1,9})\]")

_UNREADABLE = "expected a file that can be read"


def evaluate(
    tree: SourceTree, folder: str, name: str, arguments: tuple[Node, ...], span: Span
) -> tuple[Node, Problem | None] | None:
    """The node that a call stands for and what is wrong with it; None where `name` reads no file.

    Paths are relative to `folder`, the calling file's.
    """
    if name in _ASKED:
        return Opaque("known only where the deployment is started", span), None
    if name == "loadDirectoryFileInfo":
        return Opaque("list of files", span), None
    read = _READERS.get(name)
    if read is None:
        return None
    values: list[Any] = [argument.value if isinstance(argument, Literal) else None for argument in arguments]
    if not values or not all(isinstance(value, str) for value in values):
        return Opaque("content of a file is chosen by an expression", span), None
    path = f"{folder}/{values[0]}" if folder else values[0]
    try:
        content = read(tree.read_bytes(path, MAX_BYTES))
        return Literal(_select(content, values[1]) if len(values) > 1 else content, span), None
    except (SourceError, ValueError, RecursionError) as error:
        message = error.message if isinstance(error, SourceError) else f"is not what `{name}` reads"
        return Opaque("file cannot be read", span), Problem(span, f"{_UNREADABLE}: `{values[0][:80]}` {message}")


def _select(content: Any, path: str) -> Any:
    """What is in `content` at a JSON path of names and numbers; the second argument for a text is its encoding."""
    if isinstance(content, str):
        return content
    at = 1 if path.startswith("$") else 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise ValueError(path)
        name = found[1] or found[2]
        try:
            content = content[int(found[3])] if found[3] else content[name]
        except (KeyError, IndexError, TypeError):
            return None
        at = found.end()
    return content


def _text(data: bytes) -> Any:
    return data.decode("utf-8-sig")


def _json(data: bytes) -> Any:
    return loads(data.decode("utf-8-sig"))


def _yaml(data: bytes) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _plain(yaml.load(data.decode("utf-8-sig"), Loader=loader), [_MAX_NODES])  # noqa: S506 - the safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _plain(value: Any, left: list[int]) -> Any:
    """YAML data as values: dates and the like become text; `left` counts down what it may grow to."""
    left[0] -= 1
    if left[0] < 0:
        raise ValueError("too large")
    match value:
        case dict():
            return {str(key): _plain(item, left) for key, item in value.items()}
        case list():
            return [_plain(item, left) for item in value]
        case float():
            return Decimal(str(value))
        case None | bool() | int() | str():
            return value
    return str(value)


def _base64(data: bytes) -> Any:
    import base64

    return base64.b64encode(data).decode("ascii")


_READERS: dict[str, Callable[[bytes], Any]] = {
    "loadTextContent": _text,
    "loadJsonContent": _json,
    "loadYamlContent": _yaml,
    "loadFileAsBase64": _base64,
}

_ASKED = frozenset({"readEnvironmentVariable", "readEnvVar", "readCliArg", "externalInput"})
"""Functions of parameter files that only the machine which deploys can answer."""

NAMES = frozenset({*_READERS, *_ASKED, "loadDirectoryFileInfo"})
"""Every function that `evaluate` answers."""
