"""`regex`, `regexall` and `replace`, with RE2: the engine that Terraform runs, linear in its input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.functions.strings import piecewise
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.typed import ListOf
from idlint.values import Unknown, Value

if TYPE_CHECKING:
    from typing import Any

_MAX_PATTERN = 100_000


@cache
def _compiled(pattern: str) -> Any:
    """`pattern` compiled; `EvaluationError` where RE2 does not take it."""
    import re2

    if len(pattern) > _MAX_PATTERN:
        raise EvaluationError("the regular expression is too long")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise EvaluationError(f"invalid regexp pattern: {error}") from None


def _captures(pattern: str, found: Any) -> Value:
    """The match as Terraform returns it: the text, a list of captures, or an object of named ones."""
    names = found.re.groupindex
    count = found.re.groups
    if not count:
        return str(found.group(0))
    if not names:
        return [found.group(number) for number in range(1, count + 1)]
    if len(names) != count:
        raise EvaluationError(f"invalid regexp pattern {pattern!r}: cannot mix both named and unnamed capture groups")
    return {name: found.group(number) for name, number in names.items()}


def _regex(pattern: str, text: str) -> Value:
    found = _compiled(pattern).search(text)
    if found is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _captures(pattern, found)


def _regexall(scope: Scope, pattern: str, text: str) -> Value:
    result: list[Value] = []
    for found in _compiled(pattern).finditer(text):
        scope.fuel.step()
        result.append(_captures(pattern, found))
    return ListOf(result)


def _replace(scope: Scope, text: Value, part: Value, new: Value) -> Value:
    """A single character is also replaced in the literal pieces of a template."""
    if isinstance(text, str) and isinstance(part, str) and isinstance(new, str):
        if len(part) > 1 and part.startswith("/") and part.endswith("/"):
            return _replace_pattern(scope, text, part[1:-1], new)
        scope.fuel.grow(text.count(part) * max(len(new) - len(part), 0))
        return text.replace(part, new)
    if isinstance(part, str) and len(part) == 1 and isinstance(new, str):
        return piecewise(f"replace[{part}→{new}]", lambda piece: piece.replace(part, new))(scope, text)
    cause = next(value for value in (text, part, new) if isinstance(value, Unknown))
    return derived("replace", (text, part, new), cause)


def _replace_pattern(scope: Scope, text: str, pattern: str, new: str) -> Value:
    pieces: list[str] = []
    end = 0
    for found in _compiled(pattern).finditer(text):
        pieces += (text[end : found.start()], _expanded(new, found))
        scope.fuel.step()
        scope.fuel.grow(len(pieces[-1]))
        end = found.end()
    return "".join((*pieces, text[end:]))


def _expanded(template: str, found: Any) -> str:
    """Go's `Expand`: `$1`, `$name`, `${name}` and `$$`; an unknown name is nothing."""
    pieces: list[str] = []
    rest = template
    while rest:
        before, dollar, rest = rest.partition("$")
        pieces.append(before)
        if not dollar:
            break
        if rest.startswith("$"):
            pieces.append("$")
            rest = rest[1:]
            continue
        name, rest = _reference(rest)
        pieces.append("$" if name is None else _group(name, found))
    return "".join(pieces)


def _reference(text: str) -> tuple[str | None, str]:
    """The name after a dollar sign and what follows it; None where there is no name."""
    braces = text.startswith("{")
    start = int(braces)
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if end == start or (braces and not text.startswith("}", end)):
        return None, text
    return text[start:end], text[end + braces :]


def _group(name: str, found: Any) -> str:
    number = int(name) if name.isdecimal() else found.re.groupindex.get(name, -1)
    return (found.group(number) or "") if 0 <= number <= found.re.groups else ""


FUNCTIONS: Final[Mapping[str, Function]] = {
    "regex": Function("string string", _regex),
    "regexall": Function("string string", _regexall, needs_scope=True),
    "replace": Function("string string string", _replace, "parts", needs_scope=True),
}
