from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.searching import letters, search

PIECES = ["(?i)", "^", "a", "As", "k1", "?", "*", "+", "|", "(_?b)", "(a|s)", "(", ")", r"\(", r"\)", "[(]", ".", "$"]
PATTERNS = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
TEXTS = st.text("aAbsSk1_()\u017f\u212a \n", max_size=8)


@settings(max_examples=500)
@given(PATTERNS, TEXTS)
def test_an_answer_without_re2_is_the_one_that_re2_gives(pattern: str, text: str) -> None:
    try:
        expected = re2.compile(pattern).search(text) is not None
    except re2.error:
        return
    assert search(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("(?i)Authority(_?host)?$", "authority"),
        ("^Premium", "premium"),
        ("(?i)^(spot|low)$", ""),
        ("(?i)entra|active directory", ""),
        ("zones?", ""),
        ("zones(?i)?", ""),
        (r"a\(b|c\)", ""),
        ("a[(]b|c[)]", ""),
        ("(?m)^api", ""),
    ],
)
def test_the_letters_that_every_match_has_in_it(pattern: str, found: str) -> None:
    assert letters(pattern) == found
