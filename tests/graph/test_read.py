"""The forms of a source, read from one declaration."""

from __future__ import annotations

import pytest

from idlint.document import Declaration
from idlint.graph.kinds import Vocabulary
from idlint.graph.native import Native, native
from idlint.graph.paths import Found
from idlint.graph.read import place_of, read
from idlint.graph.resources import Property
from idlint.graph.sources import Opening, Satellite, opening, parse_source
from idlint.source import Span
from idlint.values import MISSING, Json, Missing, Origin, Sensitive, Unknown, UnknownKey, Value

ID = Unknown("known after apply", Origin("uai.x", ("id",)))


class Alone:
    """Nothing around the declaration."""

    def satellites(self, item: Native, source: Satellite) -> tuple[list[Native], Unknown | None]:
        del item, source
        return [], None

    def inherited(self, item: Native, via: Value, property: str) -> Property:
        del item
        return Property(f"{property} of {via}")

    def provided(self, item: Native, argument: str) -> Property:
        return Property(f"{argument} of {item.declaration.type}")


def found(source: Json, **attributes: Value) -> Found:
    item = native(Declaration("x.y", "x", Span("main.tf", 0, 1), attributes=dict(attributes)))
    return read(parse_source(source), place_of(item), Alone())


def value(source: Json, **attributes: Value) -> Value | Missing:
    return found(source, **attributes).value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"path": "off", "negate": True}, False),
        ({"path": "mode", "map": {"enabled": True}}, True),
        ({"path": "none", "negate": True}, MISSING),
        ({"path": "block", "present": True}, True),
        ({"path": "none", "present": True}, MISSING),
        ({"path": "list", "has": "B"}, True),
        ({"path": "list", "has": "c"}, False),
        (["none", "mode"], "Enabled"),
        (["none", "nothing"], MISSING),
        ({"merge": ["list", "none", "mode"]}, ["a", "b", "Enabled"]),
        ({"fields": {"m": "mode", "k": {"const": 1}, "n": "none"}}, {"m": "Enabled", "k": 1}),
        ({"at": "block[]", "fields": {"z": "a", "y": {"path": "b", "absent": 0}}}, [{"z": 1, "y": 0}]),
        ({"inherit": "mode", "property": "region"}, "region of Enabled"),
        ({"inherit": "none", "property": "region"}, MISSING),
        ({"provider": "region"}, "region of x"),
        (["none", {"provider": "region"}], "region of x"),
        ({"const": []}, []),
        ({"from": ["z"], "by": "id"}, MISSING),
    ],
)
def test_forms(source: Json, expected: object) -> None:
    assert value(source, off=True, mode="Enabled", block=[{"a": 1}], list=["a", "b"]) == expected


def test_each_of_several_references_inherits_and_a_text_stands_for_itself() -> None:
    source: Json = {"inherit": "ids[]", "property": "region"}
    assert value(source, ids=["written", ID]) == ["written", f"region of {ID}"]
    partly = value(source, ids=Unknown("unknown length", known=[ID]))
    assert isinstance(partly, Unknown)
    assert partly.known == [f"region of {ID}"]


def test_what_must_not_be_printed_is_marked_and_what_nobody_wrote_is_not() -> None:
    assert isinstance(value({"path": "mode", "secret": True}, mode="s3cret"), Sensitive)
    assert value({"path": "none", "secret": True}, mode="s3cret") is MISSING
    assert isinstance(value({"path": "mode", "secret": True}, mode=Unknown("x")), Unknown)


def test_a_text_outside_the_table_is_unknown() -> None:
    assert isinstance(value({"path": "m", "map": {"on": True}}, m="sometimes"), Unknown)


def test_keys_of_an_object_may_be_unknown_and_keep_their_origin() -> None:
    keys = value({"path": "ids", "keys": True}, ids={UnknownKey(ID): {}, "/x": {}})
    assert isinstance(keys, list)
    assert keys[1] == "/x"
    assert isinstance(keys[0], Unknown)
    assert keys[0].origin == ID.origin


def test_entries_with_an_unknown_name_make_the_map_incomplete() -> None:
    made = value({"entries": "env[]"}, env=[{"name": "A", "value": "1"}, {"name": Unknown("later"), "value": "2"}])
    assert isinstance(made, Unknown)
    assert made.known == {"A": "1"}


def test_a_plain_secret_that_an_entry_names_is_sensitive() -> None:
    source: Json = {"entries": "env[]", "secret": "ref", "secrets": {"entries": "secret[]"}}
    made = value(source, env=[{"name": "A", "ref": "s"}], secret=[{"name": "s", "value": "hunter2"}])
    assert isinstance(made, dict)
    assert isinstance(made["A"], Sensitive)


def test_a_vault_secret_of_unknown_id_keeps_its_form() -> None:
    source: Json = {"entries": "env[]", "secret": "ref", "secrets": {"entries": "secret[]", "vault": "id"}}
    made = value(source, env=[{"name": "A", "ref": "s"}], secret=[{"name": "s", "id": ID}])
    assert isinstance(made, dict)
    assert isinstance(made["A"], Unknown)
    assert made["A"].known == ("@Microsoft.KeyVault(SecretUri=", ID, ")")


def test_entries_of_merged_maps_know_where_they_are_written() -> None:
    merged = found({"merge": ["a", "b"]}, a={"x": 1}, b=[{"y": 2}])
    assert merged.value == {"x": 1, "y": 2}
    assert found({"merge": ["a", "c"]}, a={"x": 1}, c={"y": 2}).entries == {"x": ("a", "x"), "y": ("c", "y")}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a.b", Opening(("a",))),
        (["a.b", "c", {"merge": ["d", "e"]}], Opening(("a", "c", "d", "e"))),
        ({"inherit": "a", "property": "region"}, Opening(("a",))),
        ({"from": "T", "by": "x"}, Opening((), frozenset({"t"}))),
        (["a", {"from": "t", "by": "x"}], Opening(("a",), frozenset({"t"}))),
        (["a", {"const": 1}], None),
        ([{"provider": "region"}, "a"], None),
        ({"fields": {"m": "mode"}}, None),
    ],
)
def test_the_attributes_and_satellites_that_anything_begins_with(source: Json, expected: Opening | None) -> None:
    assert opening(parse_source(source)) == expected


def test_nothing_is_written_where_no_opening_is(vocabulary: Vocabulary) -> None:
    empty = place_of(native(Declaration("x.y", "x", Span("main.tf", 0, 1))))
    sources = [
        source for kind in vocabulary.kinds.values() for entry in kind.entries for source in entry.properties.values()
    ]
    opened = [source for source in sources if opening(source)]
    assert opened
    assert all(read(source, empty, Alone()).value is MISSING for source in opened)
