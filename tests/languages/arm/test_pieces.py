from __future__ import annotations

import pytest

from idlint.languages.arm.pieces import MAX_NODES, as_key, derived, join, weight
from idlint.values import Origin, Sensitive, Unknown, UnknownKey, Value, same, text

P = Unknown("parameter without a value", Origin("parameters.p"))
Q = Unknown("parameter without a value", Origin("parameters.q"))


def test_literal_pieces_grow_together() -> None:
    value = join(["a", 1, join(["b", P]), "c", "d"])
    assert isinstance(value, Unknown)
    assert value.known == ("a1b", P, "cd")
    assert join([P]) is P
    assert join(["a", None, "b"]) == "ab"


def test_a_secret_part_makes_the_whole_secret() -> None:
    assert isinstance(join(["a", Sensitive("b")]), Sensitive)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ([P], "parameters.p.f()"),
        ([P, 1], "parameters.p.f(1)"),
        ([P, Q], "f(${parameters.p}, ${parameters.q})"),
        (["a"], "f(a)"),
    ],
)
def test_what_a_function_makes_of_unknowns_has_an_identity(arguments: list[Value], shown: str) -> None:
    assert str(derived("f", arguments).origin) == shown
    assert same(derived("f", arguments), derived("f", arguments)) is True


def test_without_identity_nothing_is_the_same() -> None:
    assert derived("f", [P, Unknown("new")]).origin is None


def test_sharing_does_not_hide_size() -> None:
    value: Value = ["x"]
    for _ in range(60):
        value = [value, value]
    assert weight(value) == MAX_NODES
    assert derived("f", [P, value]).origin is None


def test_keys_keep_what_is_behind_them() -> None:
    key = as_key(P)
    assert isinstance(key, UnknownKey)
    assert (str(key), key.value) == (text(P), P)
    assert as_key(None) is None
