"""The marks that values carry through expressions: sensitive, and ephemeral, which Terraform keeps in no plan or state.

https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral
"""

from __future__ import annotations

from idlint.values import Sensitive, Value


class Ephemeral(Sensitive):
    """An ephemeral value; it is not printed either."""

    __slots__ = ()


def marked_like(result: Value, *sources: Value) -> Value:
    """`result` with the strongest mark that `sources` have on the outside."""
    mark = None
    for source in sources:
        if isinstance(source, Sensitive) and mark is not Ephemeral:
            mark = type(source)
    return result if mark is None or isinstance(result, mark) else mark(result)


def marked_inside(result: Value, *sources: Value) -> Value:
    """`result` with the strongest mark anywhere in `sources`."""
    return marked_like(result, *(mark for source in sources if (mark := inner_mark(source)) is not None))


def inner_mark(value: Value) -> Sensitive | None:
    """A value in `value` with the strongest mark that there is; None where there is none."""
    found: Sensitive | None = None
    waiting = [value]
    while waiting and not isinstance(found, Ephemeral):
        item = waiting.pop()
        if isinstance(item, Sensitive):
            found = item
            waiting.append(item.value)
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found


def ephemeral_as_null(value: Value) -> Value:
    """`value` with null for everything ephemeral in it."""
    match value:
        case Ephemeral():
            return None
        case Sensitive():
            return Sensitive(ephemeral_as_null(value.value))
        case dict():
            return {key: ephemeral_as_null(item) for key, item in value.items()}
        case list():
            return [ephemeral_as_null(item) for item in value]
    return value
