from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.bicep.text import pieces, plain


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("''", ""),
        ("'a b'", "a b"),
        (r"'it\'s \${x} \\ \n\t\u{1F600}'", "it's ${x} \\ \n\t\U0001f600"),
        (r"'\u{D800}\u{FFFFFF}'", "\ufffd\ufffd"),
        ("'''\n  kept ${as} is\n'''", "  kept ${as} is\n"),
        ("''''quoted' '''", "'quoted' "),
        ("'größe'".encode().decode("latin-1"), "größe"),
    ],
)
def test_the_value_of_a_string(token: str, value: str) -> None:
    assert plain(token) == value


def shown(token: str) -> list[str]:
    return [literal if not end else f"<{token[start:end]}>" for literal, start, end in pieces(token)]


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("'a${b}c'", ["a", "<b>", "c"]),
        ("'${a}${b}'", ["<a>", "<b>"]),
        (r"'\${a}${b}$'", ["${a}", "<b>", "$"]),
        ("'${x({a: '}'})}!'", ["<x({a: '}'})>", "!"]),
        ("$'''\nline ${a}\n'''", ["line ", "<a>", "\n"]),
        ("$$'''${a} $${b}'''", ["${a} ", "<b>"]),
    ],
)
def test_the_pieces_of_an_interpolation(token: str, parts: list[str]) -> None:
    assert shown(token) == parts


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="a'${}\\\n"))
def test_pieces_of_anything_end(text: str) -> None:
    list(pieces(f"'{text}'"))
    list(pieces(f"$'''{text}'''"))
