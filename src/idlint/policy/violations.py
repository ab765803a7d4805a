"""Schema violations in the words of somebody who writes a rule: what was expected, what is there, what is close."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any


def worst(errors: Iterable[Any]) -> Any | None:
    """The violation to report: an unknown key before anything else, then the deepest, since it is the most exact."""
    flat = [leaf for error in errors for leaf in _leaves(error)]
    return min(
        flat, key=lambda error: (error.validator != "additionalProperties", -len(error.absolute_path)), default=None
    )


def _leaves(error: Any) -> Iterator[Any]:
    """The violations below `error`, where it only says that something below is wrong; else itself."""
    below = error.context if error.validator in {"allOf", "if"} else _of_the_same_type(error)
    for inner in below or ():
        yield from _leaves(inner)
    if not below:
        yield error


def _of_the_same_type(error: Any) -> list[Any]:
    """Of a value that may have several shapes, what is wrong with the one shape of its type."""
    if error.validator != "anyOf" or not isinstance(error.instance, Mapping | list):
        return []
    return [inner for inner in error.context if inner.validator != "type"]


def explain(error: Any) -> str:
    """What was expected where the violation is, and the closest name that would do."""
    match error.validator:
        case "additionalProperties":
            return _unexpected(error)
        case "required":
            return str(error.message).replace("'", "`").replace("is a required property", "is missing")
        case "enum":
            return f"expected {_one_of(map(str, error.validator_value), str(error.instance))}"
        case "oneOf" | "anyOf":
            return _alternatives(error)
        case "not":
            return "`kinds` has no meaning for a rule about a deployment or the repository"
        case "minProperties" | "maxProperties":
            return f"expected one test and what it is about; found {_shown(error.instance)}"
        case "pattern" | "type" | "minLength" | "minItems" | "maxLength":
            described = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
            return f"expected {_expectation(error)}; found {_shown(error.instance)}" + (
                f" ({described})" if described else ""
            )
    return str(error.message)


def _unexpected(error: Any) -> str:
    allowed = list(error.schema.get("properties", {}))
    unexpected = next(key for key in error.instance if key not in allowed)
    return f"unknown key `{unexpected}`" + closest(str(unexpected), allowed)


def _alternatives(error: Any) -> str:
    """One of several keys is wanted, or a value of one of several shapes."""
    keys = [part["required"][0] for part in error.validator_value if isinstance(part, Mapping) and "required" in part]
    if keys:
        found = [key for key in keys if isinstance(error.instance, Mapping) and key in error.instance]
        had = f"; found {' and '.join(f'`{key}`' for key in found)}" if found else ""
        return f"expected exactly one of {', '.join(f'`{key}`' for key in keys)}{had}"
    return f"expected a value, or one of `property`, `subject`, `option` with a name; found {_shown(error.instance)}"


def _expectation(error: Any) -> str:
    match error.validator:
        case "pattern":
            return f"text like {error.validator_value}"
        case "type":
            value = error.validator_value
            return value if isinstance(value, str) else " or ".join(value)
        case "minItems":
            return "at least one"
        case "maxLength":
            return f"at most {error.validator_value} characters"
    return "text"


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"


def _one_of(allowed: Iterable[str], found: str) -> str:
    names = list(allowed)
    return f"one of {', '.join(names)}; found `{found}`" + closest(found, names)


def closest(found: str, names: Iterable[str]) -> str:
    """The end of a message: the name that was probably meant, if any is close."""
    near = get_close_matches(found, list(names), 1)
    return f": did you mean `{near[0]}`?" if near else ""
