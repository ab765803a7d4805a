from __future__ import annotations

from idlint.languages.arm.functions import PURE, apply
from idlint.values import Encoded, Origin, Unknown, Value, same, text

P = Unknown("parameter without a value", Origin("parameters.p"))
NAME = Unknown("parameter without a value", None, ("kv-", P))


def call(name: str, *arguments: Value) -> Value:
    return apply(name, PURE[name.lower()], arguments)


def test_base_64_of_a_text_that_is_not_known_remembers_the_text() -> None:
    found = call("base64", NAME)
    assert isinstance(found, Encoded)
    assert found.content is NAME
    assert found.known is None
    assert same(call("base64", P), call("base64", P))


def test_an_unknown_replacement_leaves_what_stands_around_it() -> None:
    found = call("replace", "id __ID__ at __ID__", "__ID__", P)
    assert text(found) == "id ${parameters.p} at ${parameters.p}"
    assert text(call("replace", Unknown("x", None, ("is __A__ of ", P)), "__A__", "b")) == (
        "is b of ${parameters.p.replace(__A__, b)}"
    )


def test_what_may_reach_into_an_unknown_piece_is_not_replaced_by_halves() -> None:
    assert "kv" not in text(call("replace", Unknown("x", None, ("kv__", P)), "__A__", "b")).partition("replace")[0]
