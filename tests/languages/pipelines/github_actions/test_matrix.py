"""Which instances a matrix makes, after the examples of GitHub's documentation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.github_actions.matrix import MAX_INSTANCES, instances
from idlint.values import Origin, Unknown, Value

SYMBOL = Unknown("matrix is unknown", Origin("jobs.a.matrix"))


def made(matrix: Value) -> dict[str, Value]:
    return {instance.key: instance.values for instance in instances(matrix, SYMBOL)}


def test_every_combination_is_an_instance() -> None:
    assert made({"os": ["u", "w"], "v": [1, 2]}) == {
        '["u, 1"]': {"os": "u", "v": 1},
        '["u, 2"]': {"os": "u", "v": 2},
        '["w, 1"]': {"os": "w", "v": 1},
        '["w, 2"]': {"os": "w", "v": 2},
    }


def test_include_extends_and_adds_as_documented() -> None:
    matrix: Value = {
        "fruit": ["apple", "pear"],
        "animal": ["cat", "dog"],
        "include": [
            {"color": "green"},
            {"color": "pink", "animal": "cat"},
            {"fruit": "apple", "shape": "circle"},
            {"fruit": "banana"},
            {"fruit": "banana", "animal": "cat"},
        ],
    }
    assert list(made(matrix).values()) == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


def test_exclude_removes_what_it_names_in_part() -> None:
    found = made({"os": ["u", "w"], "v": [1, 2], "exclude": [{"os": "w", "v": "2"}, {"v": 1, "os": "u"}]})
    assert list(found) == ['["u, 2"]', '["w, 1"]']


def test_include_alone_makes_one_instance_an_entry() -> None:
    assert list(made({"include": [{"env": "dev"}, {"env": "prod"}, {"env": "prod"}]})) == [
        '["dev"]', '["prod"]', '["prod #2"]',
    ]  # fmt: skip


def test_objects_as_values_are_not_in_the_key() -> None:
    assert list(made({"target": [{"a": 1}, {"a": 2}]})) == ['["0"]', '["1"]']


@pytest.mark.parametrize(
    "matrix",
    [
        SYMBOL,
        {"os": SYMBOL},
        {"os": ["a"], "include": SYMBOL},
        {"os": ["a"], "include": ["x"]},
        {"os": list(range(300))},
        {"a": list(range(20)), "b": list(range(20))},
        None,
        "text",
    ],
)
def test_what_cannot_be_told_is_one_symbolic_instance(matrix: Value) -> None:
    (instance,) = instances(matrix, SYMBOL)
    assert instance.key == "[?]"
    assert instance.maybe == "matrix is unknown"
    assert isinstance(instance.values, Unknown)


def test_a_symbolic_instance_knows_what_all_have() -> None:
    (instance,) = instances({"os": SYMBOL, "region": ["eastus"]}, SYMBOL)
    assert isinstance(instance.values, Unknown)
    assert instance.values.known == {"region": "eastus"}


NAMES = st.sampled_from(["os", "v", "region"])
LEAVES = st.one_of(st.integers(0, 3), st.sampled_from(["a", "b", '"'.strip()]), st.just(SYMBOL), st.none())
ENTRIES = st.lists(st.dictionaries(NAMES, LEAVES, max_size=3), max_size=4)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(NAMES, st.one_of(st.lists(LEAVES, max_size=8), LEAVES), max_size=3), ENTRIES, ENTRIES)
def test_keys_are_distinct_and_bounded(vectors: dict[str, Value], include: list[Value], exclude: list[Value]) -> None:
    found = instances({**vectors, "include": include, "exclude": exclude}, SYMBOL)
    assert len({instance.key for instance in found}) == len(found) <= MAX_INSTANCES
