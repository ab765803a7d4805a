from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from idlint.languages.arm.either import shared
from idlint.values import Origin, Sensitive, Unknown, Value

P = Unknown("parameter without a value", Origin("parameters.p"))
LETTERS = st.lists(st.sampled_from("abc"), max_size=5)


@given(LETTERS, LETTERS)
def test_what_two_arrays_share_is_as_often_in_each(left: list[Value], right: list[Value]) -> None:
    found = shared(left, right)
    assert isinstance(found, list)
    assert Counter(found) == Counter(left) & Counter(right)


def test_entries_of_two_objects_with_one_value_are_shared() -> None:
    assert shared({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"a": 1}
    assert shared({"a": P}, {"a": P}) == {"a": P}
    assert shared({"a": P}, {"a": Unknown("other")}) is None


def test_of_what_is_partly_known_the_known_parts_count() -> None:
    assert shared(Unknown("x", None, [1, 2]), [2, 3]) == [2]
    assert shared(Unknown("x", None, {"a": 1}), Sensitive({"a": 1, "b": 2})) == {"a": 1}


def test_values_of_different_shapes_share_nothing() -> None:
    assert shared([1], {"a": 1}) is None
    assert shared([1], None) is None
    assert shared([1], P) is None
    assert shared("ab", "ab") is None


def test_arrays_too_large_to_be_compared_are_still_arrays() -> None:
    many: list[Value] = list(range(1000))
    assert shared(many, many) == []
