"""Every operator on known, absent and unknown values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.operators import OPERATORS, every, interval, negation, plain, some, within
from idlint.values import MISSING, Origin, Sensitive, Unknown, Value

HERE = Unknown("variable without a value", Origin("var.region"))
AGAIN = Unknown("variable without a value", Origin("var.region"))
OTHER = Unknown("variable without a value", Origin("var.other"))
PREFIXED = Unknown("variable without a value", None, ("rg-", HERE))
PARTLY = Unknown("unknown length", None, ["a", "b"])

CASES: list[tuple[str, Any, Any, bool | None]] = [
    ("exists", "x", True, True),
    ("written", "x", True, True),
    ("written", MISSING, True, False),
    ("written", MISSING, False, True),
    ("written", Unknown("why"), True, False),
    ("exists", MISSING, True, False),
    ("exists", MISSING, False, True),
    ("exists", False, True, True),
    ("exists", HERE, True, None),
    ("exists", HERE, False, None),
    ("exists", PREFIXED, True, True),
    ("exists", PREFIXED, False, False),
    ("known", "x", True, True),
    ("known", MISSING, True, True),
    ("known", [HERE], True, True),
    ("known", HERE, True, None),
    ("known", PARTLY, True, None),
    ("equals", "GRS", "GRS", True),
    ("equals", "grs", "GRS", False),
    ("equals", 1, True, False),
    ("equals", Decimal("1.0"), 1, True),
    ("equals", MISSING, "GRS", False),
    ("equals", MISSING, MISSING, True),
    ("equals", HERE, MISSING, None),
    ("equals", HERE, AGAIN, True),
    ("equals", HERE, OTHER, None),
    ("equals", HERE, "westeurope", None),
    ("equals", PREFIXED, "rg-orders", None),
    ("equals", PREFIXED, "orders", False),
    ("equals", "orders", PREFIXED, False),
    ("in", "LRS", ["GRS", "LRS"], True),
    ("in", "LRS", ["GRS"], False),
    ("in", HERE, ["GRS", AGAIN], True),
    ("in", HERE, ["GRS"], None),
    ("in", "LRS", ["GRS", HERE], None),
    ("in", "a", PARTLY, True),
    ("in", "c", PARTLY, None),
    ("in", MISSING, ["GRS"], False),
    ("in", "LRS", MISSING, False),
    ("any_matches", ["Error", "Critical"], "^Crit", True),
    ("any_matches", ["Error"], "^Crit", False),
    ("any_matches", ["Error", HERE], "^Crit", None),
    ("any_matches", [HERE, "Critical"], "^Crit", True),
    ("any_matches", PARTLY, "b", True),
    ("any_matches", PARTLY, "c", None),
    ("any_matches", "Critical", "^Crit", True),
    ("any_matches", PREFIXED, "^rg", True),
    ("any_matches", PREFIXED, "orders", None),
    ("any_matches", [], "x", False),
    ("any_matches", MISSING, "x", False),
    ("any_matches", HERE, "x", None),
    ("contains", ["SystemAssigned"], "SystemAssigned", True),
    ("contains", ["SystemAssigned"], "UserAssigned", False),
    ("contains", ["SystemAssigned", HERE], "UserAssigned", None),
    ("contains", PARTLY, "a", True),
    ("contains", PARTLY, "c", None),
    ("contains", "curl https://x", "curl", True),
    ("contains", PREFIXED, "rg-", True),
    ("contains", PREFIXED, "orders", None),
    ("contains", {"AZURE_CLIENT_ID": "x"}, "AZURE_CLIENT_ID", True),
    ("contains", HERE, "a", None),
    ("contains", MISSING, "a", False),
    ("contains", 5, "a", False),
    ("contains_any", ["a", "b"], ["b", "c"], True),
    ("contains_any", ["a", "b"], ["c", "d"], False),
    ("contains_any", ["a", HERE], ["c"], None),
    ("contains_any", ["a"], HERE, None),
    ("contains_all", ["a", "b"], ["a", "b"], True),
    ("contains_all", ["a"], ["a", "b"], False),
    ("contains_all", ["a", HERE], ["a", "b"], None),
    ("contains_all", ["a"], HERE, None),
    ("contains_all", MISSING, ["a"], False),
    ("matches", "Premium_LRS", "^Premium", True),
    ("matches", "Standard", "^Premium", False),
    ("matches", 443, "^4", True),
    ("matches", True, "true", True),
    ("matches", HERE, "a", None),
    ("matches", ["a"], "a", None),
    ("matches", MISSING, "", False),
    ("empty", [], True, True),
    ("empty", ["a"], True, False),
    ("empty", ["a"], False, True),
    ("empty", MISSING, True, True),
    ("empty", HERE, True, None),
    ("empty", PARTLY, True, False),
    ("empty", PREFIXED, True, False),
    ("empty", 0, True, False),
    ("size", ["a", "b"], {"at_least": 2}, True),
    ("size", ["a", "b"], {"at_most": 1}, False),
    ("size", PARTLY, {"at_least": 2}, True),
    ("size", PARTLY, {"at_least": 3}, None),
    ("size", PARTLY, {"at_most": 1}, False),
    ("size", PARTLY, {"at_least": 1, "at_most": 5}, None),
    ("at_least", 3, 2, True),
    ("at_least", 1, Decimal("1.5"), False),
    ("at_least", HERE, 2, None),
    ("at_least", "3", 2, None),
    ("at_least", True, 0, None),
    ("at_least", MISSING, 0, False),
    ("at_most", 3, 3, True),
    ("before", "2026-01-01T00:00:00Z", date(2026, 1, 2), True),
    ("before", "2026-01-02", date(2026, 1, 2), False),
    ("before", "soon", date(2026, 1, 2), None),
    ("before", HERE, date(2026, 1, 2), None),
    ("before", MISSING, date(2026, 1, 2), False),
    ("after", "2026-01-03", date(2026, 1, 2), True),
    ("after", "2026-01-03", None, None),
]


@pytest.mark.parametrize(("word", "value", "operand", "answer"), CASES)
def test_answer(word: str, value: Any, operand: Any, answer: bool | None) -> None:
    assert OPERATORS[word](value, operand) is answer


def test_null_is_absent_and_a_sensitive_mark_hides_nothing_from_a_test() -> None:
    assert plain(None) is MISSING
    assert plain(Sensitive(None)) is MISSING
    assert plain(Sensitive("x")) == "x"


@pytest.mark.parametrize(
    ("low", "high", "limits", "answer"),
    [
        (2, 2, {"at_least": 2}, True),
        (0, 1, {"at_least": 2}, False),
        (1, 3, {"at_least": 2}, None),
        (1, None, {"at_least": 2}, None),
        (0, None, {"at_most": 3}, None),
        (4, None, {"at_most": 3}, False),
        (0, 2, {"at_most": 3}, True),
        (2, 3, {"at_least": 1, "at_most": 3}, True),
    ],
)
def test_a_count_is_an_interval(low: int, high: int | None, limits: dict[str, int], answer: bool | None) -> None:
    assert within(low, high, limits) is answer


answers = st.lists(st.sampled_from([True, False, None]), max_size=5)


@given(answers)
def test_three_valued_logic_is_min_and_max(found: list[bool | None]) -> None:
    rank = {False: 0, None: 1, True: 2}
    assert rank[some(found)] == max((rank[item] for item in found), default=0)
    assert rank[every(found)] == min((rank[item] for item in found), default=2)
    assert negation(some(found)) is every(map(negation, found))


unknowns = st.builds(
    Unknown,
    st.just("why"),
    st.none() | st.builds(Origin, st.sampled_from(["var.a", "var.b"])),
    st.none()
    | st.lists(st.text(max_size=3), max_size=2)
    | st.lists(st.text(max_size=3), max_size=2).map(tuple)
    | st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=12) | unknowns,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3) | inner.map(Sensitive)
    ),
    max_leaves=6,
)
operands = {
    "exists": st.booleans(),
    "known": st.just(True),
    "empty": st.booleans(),
    "matches": st.sampled_from(["", "a", "^x.*y$", "[0-9]+"]),
    "any_matches": st.sampled_from(["", "a", "^x.*y$", "[0-9]+"]),
    "size": st.sampled_from([{"at_least": 1}, {"at_most": 0}]),
    "before": st.none() | st.dates(),
    "after": st.none() | st.dates(),
    "in": st.lists(values, max_size=3),
    "contains_any": st.lists(values, max_size=3),
    "contains_all": st.lists(values, max_size=3),
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(OPERATORS)), values, st.data())
def test_no_value_makes_an_operator_fail(word: str, value: Value, data: st.DataObject) -> None:
    operand: Any = data.draw(operands.get(word, values))
    operand = [plain(item) for item in operand] if isinstance(operand, list) else operand
    if word in {"equals", "contains", "at_least", "at_most"}:
        operand = plain(operand)
    assert OPERATORS[word](plain(value), operand) in {True, False, None}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["a", "ab", "^a", "^ab", "^1", "é"]), st.text("abé1\n", max_size=5))
def test_words_are_found_without_re2_where_re2_finds_them(pattern: str, text: str) -> None:
    assert OPERATORS["matches"](text, pattern) is (re2.search(pattern, text) is not None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=3), max_size=4), st.integers(0, 4))
def test_hiding_a_part_of_a_list_only_ever_makes_an_answer_unknown(items: list[str], kept: int) -> None:
    hidden = Unknown("why", None, list(items[:kept]))
    low, high = interval(hidden)
    assert low <= len(items)
    assert high is None or high >= len(items)
    for word, operand in [("contains", "a"), ("empty", True), ("size", {"at_least": 2}), ("contains_any", ["a", "b"])]:
        answer = OPERATORS[word](hidden, operand)
        assert answer is None or answer is OPERATORS[word]([*items], operand)
