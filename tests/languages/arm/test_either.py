from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from idlint.languages.arm.either import either
from idlint.values import Closed, Origin, Sensitive, Unknown, Value, to_json

P = Unknown("parameter without a value", Origin("parameters.p"))
LETTERS = st.lists(st.sampled_from("abc"), max_size=5)
DOUBT = {"$unknown": "condition"}


def shown(left: Value, right: Value) -> object:
    return to_json(either("condition", left, right))


@given(LETTERS, LETTERS)
def test_what_two_arrays_share_is_as_often_in_each(left: list[Value], right: list[Value]) -> None:
    found = either("condition", left, right)
    known = found.known if isinstance(found, Unknown) else found
    assert isinstance(known, list)
    assert Counter(known) == Counter(left) & Counter(right)


def test_what_is_the_same_is_known() -> None:
    assert either("condition", "ab", "ab") == "ab"
    assert either("condition", {"a": P}, {"a": P}) == {"a": P}


def test_two_objects_with_the_same_keys_have_them_for_certain() -> None:
    assert shown({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"a": 1, "b": DOUBT}
    assert shown({"a": {"x": 1}}, {"a": {"x": 2}}) == {"a": {"x": DOUBT}}


def test_an_entry_of_one_object_is_possible() -> None:
    assert shown({"a": 1, "b": 2}, {"a": 1}) == {**DOUBT, "known": {"a": 1}, "possible": {"b": 2}}
    assert shown({}, {"a": 1}) == {**DOUBT, "known": {}, "possible": {"a": 1}}


def test_an_entry_that_both_may_have_is_possible_as_far_as_it_is_the_same() -> None:
    left, right = Closed("other", {}, {"a": 1, "b": 1}), Closed("other", {}, {"a": 1, "b": 2})
    assert shown(left, right) == {**DOUBT, "known": {}, "possible": {"a": 1, "b": DOUBT}}


def test_of_what_is_partly_known_the_known_parts_count() -> None:
    assert shown(Unknown("x", None, [1, 2]), [2, 3]) == {**DOUBT, "known": [2]}
    assert shown(Unknown("x", None, {"a": 1}), {"a": 1, "b": 1}) == {**DOUBT, "known": {"a": 1}}


def test_what_one_must_not_show_is_hidden() -> None:
    assert isinstance(either("condition", Sensitive({"a": 1}), {"a": 2}), Sensitive)
    assert shown({"a": Sensitive(1)}, {"a": 2}) == {"a": {"$sensitive": True}}


def test_values_of_different_shapes_share_nothing() -> None:
    assert shown([1], {"a": 1}) == shown([1], None) == shown([1], P) == shown("ab", "ac") == DOUBT


def test_values_too_large_to_be_compared_keep_their_shape() -> None:
    many: list[Value] = list(range(1000))
    assert shown([0, *many], many) == {**DOUBT, "known": []}
    large: dict[str, Value] = {"a": {str(number): number for number in range(20_000)}, "b": 1}
    assert shown(large, {"a": {}, "b": 1, "c": 2}) == {**DOUBT, "known": {"a": DOUBT, "b": 1}, "possible": {"c": 2}}
