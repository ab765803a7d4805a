"""The forms of a source, from YAML to records."""

from __future__ import annotations

import pytest

from idlint.graph.sources import (
    Constant,
    Decode,
    Entries,
    Fields,
    Filter,
    First,
    Inherit,
    Merge,
    Read,
    Satellite,
    Source,
    Steps,
    parse_path,
    parse_source,
    parts_of,
)  # fmt: skip
from idlint.values import MISSING, Json


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("location", ("location",)),
        ("identity.type", ("identity", "type")),
        ("secret[].name", ("secret", Filter(), "name")),
        ("body{}.name", ("body", Decode(), "name")),
        ("body{}[].name", ("body", Decode(), Filter(), "name")),
        ("log[enabled!=false].category", ("log", Filter("enabled", "false", False), "category")),
        ("allOf[field='a.b[*].C'].equals", ("allOf", Filter("field", "a.b[*].c"), "equals")),
        ("properties.parameters.$connections", ("properties", "parameters", "$connections")),
        ("redisConfiguration.aad-enabled", ("redisConfiguration", "aad-enabled")),
    ],
)
def test_paths(text: str, steps: Steps) -> None:
    assert parse_path(text) == steps


@pytest.mark.parametrize("text", ["a[", "a[b]", "a]", "a[b='c]", "a{", "a}", "a{b}"])
def test_a_malformed_path_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        parse_path(text)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("location", Read),
        (["a", {"path": "b", "absent": True}], First),
        ({"any": ["a"]}, First),
        ({"merge": ["a", "b"]}, Merge),
        ({"at": "a[]", "fields": {"x": "y"}}, Fields),
        ({"entries": "env[]", "secret": "secret_name", "secrets": {"entries": "secret[]", "vault": "id"}}, Entries),
        ({"inherit": "plan_id", "property": "region"}, Inherit),
        ({"from": ["Microsoft.X/y"], "by": "parent"}, Satellite),
        ({"const": []}, Constant),
    ],
)
def test_every_form_is_told_by_its_key(data: Json, form: type) -> None:
    assert isinstance(parse_source(data), form)


def test_the_last_alternative_says_what_absence_means() -> None:
    assert parse_source(["a", {"path": "b", "absent": False}]).absent is False
    assert parse_source(["a", "b"]).absent is MISSING


def test_what_is_no_source_is_an_error() -> None:
    wrong: list[Json] = [3, {"pth": "x"}, None]
    for data in wrong:
        with pytest.raises(ValueError, match="expected"):
            parse_source(data)


def test_parts_are_those_of_the_same_declaration() -> None:
    source: Source = parse_source([{"fields": {"x": "a", "y": "b"}}, {"at": "l[]", "fields": {"x": "inside"}}])
    assert {part.path for part in parts_of(source) if isinstance(part, Read)} == {("a",), ("b",)}
