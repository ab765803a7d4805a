from __future__ import annotations

from decimal import Decimal

import pytest

from idlint.languages.arm.functions import PURE, FunctionError, apply
from idlint.values import Origin, Sensitive, Unknown, Value, text

P = Unknown("parameter without a value", Origin("parameters.p"))


def call(name: str, *arguments: Value) -> Value:
    return apply(name, PURE[name.lower()], arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("concat", ["a", 1, True], "a1True"),
        ("concat", [[1], [2]], [1, 2]),
        ("format", ["{0:D3}-{{x}}-{1,4}|{1,-3}|", 7, "a"], "007-{x}-   a|a  |"),
        ("format", ["{0:N0} {0:X} {0:000}", 1234], "1,234 4D2 1234"),
        ("format", ["{0}", True], "True"),
        ("format", ["{0}", {"a": [1, None, "x"]}], '{"a":[1,null,"x"]}'),
        ("toLower", ["AbC"], "abc"),
        ("startsWith", ["abc", "AB"], True),
        ("endsWith", ["abc", "BC"], True),
        ("join", [["a", "b"], "-"], "a-b"),
        ("replace", ["aXa", "a", "b"], "bXb"),
        ("split", ["a-b_c", ["-", "_"]], ["a", "b", "c"]),
        ("substring", ["abcdef", 1, 3], "bcd"),
        ("padLeft", [5, 3, "0"], "005"),
        ("string", [[1, {"a": Decimal("1.5")}]], '[1,{"a":1.5}]'),
        ("trim", [" a "], "a"),
        ("base64", ["one"], "b25l"),
        ("base64ToJson", ["eyJhIjoxfQ=="], {"a": 1}),
        ("json", ['{"a": 1} // so'], {"a": 1}),
        ("uri", ["https://a/b/c.json", "d/e.json"], "https://a/b/d/e.json"),
        ("uriComponent", ["a b/ä"], "a%20b%2F%C3%A4"),
        ("guid", ["a", "b"], "2d796349-8c7e-55ec-9624-54ece82ed031"),
        ("parseUri", ["https://h:80/p?q"], {"scheme": "https", "host": "h", "port": 80, "path": "/p", "query": "?q"}),
        ("buildUri", [{"scheme": "https", "host": "h", "port": 1, "path": "p"}], "https://h:1/p"),
        ("dataUriToString", ["data:,a%20b"], "a b"),
    ],
)  # fmt: skip
def test_known_arguments(name: str, arguments: list[Value], value: Value) -> None:
    assert call(name, *arguments) == value


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("toUpper", [Unknown("x", None, ("kv-", P))], "KV-${parameters.p.toUpper()}"),
        ("replace", [P, "a", "b"], "${parameters.p.replace(a, b)}"),
        ("uniqueString", [P, "x"], "${parameters.p.uniqueString(x)}"),
        ("uri", [P, "d/e.json"], "${parameters.p.uri()}d/e.json"),
        ("join", [["a", P], "-"], "a-${parameters.p}"),
    ],
)
def test_unknown_arguments_keep_pieces_and_identity(name: str, arguments: list[Value], shown: str) -> None:
    assert text(call(name, *arguments)) == shown


def test_secrets_stay_secret() -> None:
    assert isinstance(call("replace", Sensitive("abc"), "a", "b"), Sensitive)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("replace", ["a" * 3000, "a", "b" * 3000]),
        ("padLeft", ["a", 10**9]),
        ("format", ["{9}"]),
        ("json", ["{"]),
        ("base64ToString", ["*"]),
        ("substring", ["a", Decimal("1E+999999")]),
    ],
)
def test_arguments_without_a_result(name: str, arguments: list[Value]) -> None:
    with pytest.raises(FunctionError):
        call(name, *arguments)
