"""Whom a policy of AWS lets in: one entry for each principal that a statement allows.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from idlint.values import Unknown, Value, reveal, text

Policy = Mapping[str, Value]

_PART = "part of the policy is unknown"


def principals(policy: Policy) -> list[Value]:
    """`{principal, by, actions, limits}` of each.

    Who, by which key of `Principal` (`AWS`, `Federated`), which actions are allowed, and the texts of the conditions.
    """
    return [entry for statement in _several(policy.get("Statement")) for entry in _of_statement(statement)]


def _of_statement(statement: Value) -> Iterator[Value]:
    if not isinstance(statement, dict):
        yield Unknown(_PART)
        return
    if reveal(statement.get("Effect")) == "Deny":
        return
    actions, limits = ([*_texts(statement.get(key))] for key in ("Action", "Condition"))
    for by, principal in _named(reveal(statement.get("Principal"))):
        yield {"principal": _text(principal), "by": by, "actions": actions, "limits": limits}


def _named(written: Value) -> Iterator[tuple[Value, Value]]:
    """Each principal with its key; `"*"` alone is everybody of AWS."""
    if isinstance(written, dict):
        yield from ((by, principal) for by, value in written.items() for principal in _several(value))
    elif isinstance(written, Unknown):
        yield Unknown(written.reason), written
    elif written is not None:
        yield "AWS", written


def _several(value: Value) -> list[Value]:
    plain = reveal(value)
    return [] if plain is None else [reveal(item) for item in plain] if isinstance(plain, list) else [plain]


def _texts(value: Value) -> Iterator[Value]:
    """Every text in a condition or a list of actions, at whatever depth."""
    plain = reveal(value)
    if isinstance(plain, dict):
        for item in plain.values():
            yield from _texts(item)
    elif isinstance(plain, list):
        for item in plain:
            yield from _texts(item)
    elif plain is not None:
        yield _text(plain)


def _text(value: Value) -> Value:
    """A name of which the end is known as a text, `${…}` for the rest of it: an account is often a variable."""
    if not isinstance(value, Unknown):
        return value
    last = value.known[-1] if isinstance(value.known, tuple) and value.known else None
    return text(value) if isinstance(last, str) else value
