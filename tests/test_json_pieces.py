"""JSON text with unknown pieces: what can be read of it, and what stays unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.convert import convert
from idlint.json_pieces import parse_pieces
from idlint.values import Origin, Unknown, Value, is_known

URL = Unknown("read by a data source", Origin("data.vault.kv", ("uri",)))


def test_a_piece_outside_quotes_is_a_value() -> None:
    parsed = parse_pieces(('{"a":{"url":', URL, '},"wait":true,"n":1.5}'))
    assert isinstance(parsed, dict)
    assert list(parsed) == ["a", "wait", "n"]
    assert parsed["a"] == {"url": URL}
    assert str(parsed["n"]) == "1.5"


def test_a_piece_inside_quotes_is_a_part_of_a_text() -> None:
    parsed = parse_pieces(('{"url": "https://\\"', URL, '/secrets"}'))
    assert isinstance(parsed, dict)
    found = parsed["url"]
    assert isinstance(found, Unknown)
    assert (found.reason, found.known) == (URL.reason, ('https://"', URL, "/secrets"))


@pytest.mark.parametrize(
    "pieces",
    [
        ('{"a":1,', URL, "}"),
        ("{", URL, ":1}"),
        ('{"', URL, '":1}'),
        ('{"a":', URL),
        ("\ue000", URL),
        ('{"a":"\\ue0005\\ue001","b":', URL, "}"),
        ("[", URL, URL, "]"),
    ],
)
def test_what_is_no_json_yet_stays_unknown(pieces: tuple[Value, ...]) -> None:
    assert parse_pieces(pieces) is None
    whole = Unknown("parts", known=pieces)
    assert convert("map", whole) is whole


def test_settings_with_an_unknown_part_are_an_object() -> None:
    made = convert("map", Unknown("parts", known=('{"settings":{"certificates":[', URL, "]}}")))
    assert isinstance(made, dict)
    assert made["settings"] == {"certificates": [URL]}


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=8,
    )
)
def test_whole_json_reads_as_itself_and_a_hole_stays_where_it_is(value: Any) -> None:
    text = json.dumps(value)
    if "\ue000" not in text and "\\ue000" not in text:
        assert parse_pieces((text,)) == value
        parsed = parse_pieces(('{"known":', text, ',"open":', URL, "}"))
        assert isinstance(parsed, dict)
        assert parsed["known"] == value
        assert not is_known(parsed["open"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet='{}[]":,\\a1ue0\ue000\ue001', max_size=8) | st.just(URL), max_size=6))
def test_no_pieces_make_it_raise(pieces: list[Value]) -> None:
    parse_pieces(pieces)
