"""Joins the pieces of a template into a string, keeping the known ones where others are unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from idlint.fuel import Fuel
from idlint.languages.terraform.marks import marked_like
from idlint.languages.terraform.primitives import kind_of, to_string
from idlint.languages.terraform.scope import EvaluationError
from idlint.values import Sensitive, Unknown, Value, reveal


def join(values: Sequence[Value], fuel: Fuel) -> Value:
    """One string; an Unknown with its pieces where a piece is unknown, Sensitive where one is."""
    if values and {str}.issuperset(map(type, values)):
        text = "".join(map(str, values))
        fuel.grow(len(text))
        return text
    pieces: list[Value] = []
    marks: list[Value] = []
    for value in values:
        marks += [value] if isinstance(value, Sensitive) else []
        pieces.extend(_pieces(reveal(value)))
    result = from_pieces(pieces, fuel)
    return marked_like(result, *marks) if marks else result


def _pieces(value: Value) -> tuple[Value, ...]:
    """A value inside a template as string pieces."""
    match value:
        case None:
            raise EvaluationError("cannot include a null value in a string template")
        case Unknown(known=tuple() as known):
            return known
        case list() | dict():
            raise EvaluationError(f"cannot include a {kind_of(value)} in a string template: string required")
    return (to_string(value),)


def from_pieces(pieces: Iterable[Value], fuel: Fuel) -> Value:
    """Neighbouring strings joined; a `str` where nothing is unknown."""
    merged: list[Value] = []
    run: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            run.append(piece)
            continue
        _flush(run, merged, fuel)
        merged.append(piece)
    _flush(run, merged, fuel)
    unknown = next((piece for piece in merged if isinstance(piece, Unknown)), None)
    if unknown is not None:
        return Unknown(unknown.reason, None, tuple(merged))
    return merged[0] if merged else ""


def _flush(run: list[str], merged: list[Value], fuel: Fuel) -> None:
    """Close a run of strings."""
    if run:
        fuel.grow(sum(map(len, run)))
        merged.append("".join(run))
        run.clear()
        if not merged[-1]:
            merged.pop()
