"""YAML as Terraform writes and reads it (https://github.com/zclconf/go-cty-yaml), on libyaml's events.

Documents are built from events rather than by PyYAML's own composer, which recurses without a limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from idlint.languages.terraform.bigfloat import number_text, parse_number
from idlint.languages.terraform.functions.dates import parse_timestamp
from idlint.languages.terraform.functions.json_text import MAX_DECODED_DEPTH
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.pieces import normalized
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.values import Unknown, Value

_WORDS: Final[Mapping[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_INFINITE: Final = frozenset(
    {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN"}
)
_MERGE: Final = object()


def _yamlencode(value: Value) -> Value:
    """Every string quoted, every key quoted, blocks throughout."""
    import yaml

    text: str = yaml.serialize(_node(value), Dumper=yaml.SafeDumper, allow_unicode=True, width=float("inf"))
    return text


def _node(value: Value) -> Any:
    """`value` as a YAML node."""
    import yaml

    match value:
        case None:
            return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
        case bool():
            return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
        case int() | Decimal():
            kind = "int" if isinstance(value, int) else "float"
            return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", number_text(value))
        case str():
            return yaml.ScalarNode("tag:yaml.org,2002:str", value, style="|" if "\n" in value else '"')
        case list():
            return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item) for item in value], flow_style=False)
        case dict():
            entries = [(_node(key), _node(value[key])) for key in sorted(value)]
            return yaml.MappingNode("tag:yaml.org,2002:map", entries, flow_style=False)
    return yaml.ScalarNode("tag:yaml.org,2002:null", "null")


class _Open:
    """A sequence or mapping whose end has not come; `items` of a mapping are keys and values in turn."""

    __slots__ = ("anchor", "is_mapping", "items")

    def __init__(self, anchor: str | None, *, is_mapping: bool) -> None:
        self.anchor = anchor
        self.is_mapping = is_mapping
        self.items: list[Any] = []

    def value(self) -> Value:
        """The finished collection."""
        if not self.is_mapping:
            return list(self.items)
        result: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key, value in zip(self.items[::2], self.items[1::2], strict=True):
            if key is _MERGE:
                for source in value if isinstance(value, list) else [value]:
                    if not isinstance(source, dict):
                        raise EvaluationError("a map merge requires a map")
                    merged = {**source, **merged}
            else:
                result[_key(key)] = value
        return {**merged, **result}


def _key(key: Value) -> str:
    """A scalar key as a string."""
    match key:
        case str():
            return key
        case bool():
            return "true" if key else "false"
        case int() | Decimal():
            return number_text(key)
    raise EvaluationError("only scalar keys are allowed in a mapping")


def _yamldecode(scope: Scope, text: str) -> Value:
    """The value of the only document in `text`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(scope).build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        reason = str(error).split("\n", maxsplit=1)[0]
        raise EvaluationError(f"on line 1: {reason}") from None
    except ArithmeticError as error:
        raise EvaluationError(str(error)) from None


class _Builder:
    """Builds a value from parser events, with an explicit stack."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.stack: list[_Open] = [_Open(None, is_mapping=False)]
        self.anchors: dict[str, Value] = {}
        self.documents = 0

    def build(self, events: Any) -> Value:
        """The value of the only document."""
        for event in events:
            self.scope.fuel.step()
            self.take(event)
        if self.documents != 1 or not self.stack[0].items:
            raise EvaluationError("exactly one YAML document is expected")
        result: Value = self.stack[0].items[0]
        return result

    def take(self, event: Any) -> None:
        """One event; unknown kinds (stream start and end) mean nothing."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self.add(_scalar(event), event.anchor)
        elif kind == "AliasEvent":
            if event.anchor not in self.anchors:
                raise EvaluationError(f"undefined alias {event.anchor!r}")
            self.add(self.anchors[event.anchor], None)
        elif kind in {"SequenceStartEvent", "MappingStartEvent"}:
            self.stack.append(_Open(event.anchor, is_mapping=kind.startswith("Mapping")))
            if len(self.stack) > MAX_DECODED_DEPTH:
                raise EvaluationError("the YAML text is nested too deeply")
        elif kind in {"SequenceEndEvent", "MappingEndEvent"}:
            finished = self.stack.pop()
            self.add(finished.value(), finished.anchor)
        elif kind == "DocumentStartEvent":
            self.documents += 1

    def add(self, value: Any, anchor: str | None) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.anchors[anchor] = value
        self.stack[-1].items.append(value)


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(
        r"([-+]?0b[01_]+|0o[0-7]+|[-+]?0x[0-9a-fA-F]+)|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII
    )


@cache
def _date() -> re.Pattern[str]:
    return re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _scalar(event: Any) -> Any:
    """A scalar by its tag, or by its looks where it is plain and has none."""
    text = normalized(event.value)
    tag = (event.tag or "").removeprefix("tag:yaml.org,2002:")
    if tag == "str" or (event.style and not tag) or tag == "!":
        return text
    if tag and tag not in {"int", "float", "bool", "null", "timestamp", "binary"}:
        raise EvaluationError(f"unsupported tag {event.tag!r}")
    return _plain(text)


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text == "<<":
        return _MERGE
    if text in _INFINITE:
        return Unknown("the number is infinite or not a number")
    found = _numbers().fullmatch(text)
    if found:
        return int(text.replace("_", ""), 0) if found[1] else parse_number(text)
    if _date().fullmatch(text):
        return _timestamp(f"{text}T00:00:00Z", text)
    return _timestamp(text, text) if text[:4].isdigit() and text[4:5] == "-" else text


def _timestamp(text: str, written: str) -> str:
    """A timestamp in RFC 3339; what only looks like one stays as written."""
    try:
        parse_timestamp(text)
    except EvaluationError:
        return written
    return text


FUNCTIONS: Final[Mapping[str, Function]] = {
    "yamldecode": Function("string", _yamldecode, needs_scope=True),
    "yamlencode": Function("any?", _yamlencode),
}
