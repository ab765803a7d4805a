"""Trees: values with places, merged where two branches give them."""

from __future__ import annotations

from idlint.languages.pipelines.azure_pipelines.tree import DIFFERS, Entry, Fields, Items, Leaf, tree_of, value_of
from idlint.source import Span
from idlint.values import Unknown, Value

HERE = Span("p.yml", 0, 1)


def entry(value: Value, maybe: str = "") -> Entry:
    return Entry(tree_of(value, HERE), HERE, maybe)


def test_plain_data_comes_back_from_its_tree() -> None:
    data: Value = {"a": [1, {"b": None}], "c": "d"}
    assert value_of(tree_of(data, HERE)) == data


def test_what_may_not_be_there_makes_the_whole_unknown_with_what_is_certain() -> None:
    fields = Fields(HERE, {"sure": entry("s"), "may": entry("m", "why")})
    value = fields.value()
    assert isinstance(value, Unknown)
    assert (value.reason, value.known) == ("why", {"sure": "s"})
    items = Items(HERE, [entry("s"), entry("m", "why")]).value()
    assert isinstance(items, Unknown)
    assert items.known == ["s"]


def test_keys_are_found_without_regard_to_case_and_as_written_first() -> None:
    fields = Fields(HERE, {"vmImage": entry("a"), "VMIMAGE": entry("b")})
    assert [value_of(found.tree) for name in ("VMIMAGE", "vmimage") if (found := fields.get(name))] == ["b", "a"]
    fields.put("other", entry("c"))
    assert fields.get("OTHER") is not None


def test_branches_are_merged_key_by_key() -> None:
    fields = Fields(HERE)
    fields.put("pool", entry({"name": "a", "os": "linux"}, "x"))
    fields.put("pool", entry({"name": "b", "os": "linux"}, "y"))
    fields.put("steps", entry(["one"], "x"))
    fields.put("steps", entry(["two"], "y"))
    pool, steps = fields.entries["pool"].tree, fields.entries["steps"].tree
    assert isinstance(pool, Fields)
    assert isinstance(pool.entries["name"].tree, Leaf)
    assert isinstance(pool.entries["name"].tree.value, Unknown)
    assert pool.entries["name"].tree.value.reason == DIFFERS
    assert value_of(pool.entries["os"].tree) == "linux"
    assert isinstance(steps, Items)
    assert [(value_of(item.tree), item.maybe) for item in steps.items] == [("one", "x"), ("two", "y")]


def test_a_certain_value_replaces_one_written_before() -> None:
    fields = Fields(HERE, {"a": entry("1")})
    fields.put("a", entry("2"))
    assert fields.value() == {"a": "2"}
