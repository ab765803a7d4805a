"""Values with their marks: unknown, sensitive, absent."""

from __future__ import annotations

from typing import Any

import pytest

from idlint.document import Path
from idlint.languages.terraform.plan.planned import is_secret_name, masked, values_of, without_empty
from idlint.values import Sensitive, Unknown, Value, text


def read(raw: dict[str, Any], unknown: object = None, *sensitive: object) -> dict[str, Value]:
    names = [*raw, *(unknown if isinstance(unknown, dict) else ())]
    return values_of(raw, unknown, sensitive, lambda path: Unknown(".".join(map(str, path))), dict.fromkeys(names))


def reasons(value: Value) -> Any:
    match value:
        case Unknown():
            return f"?{value.reason}"
        case Sensitive():
            return {"hidden": reasons(value.value)}
        case dict():
            return {key: reasons(item) for key, item in value.items()}
        case list():
            return [reasons(item) for item in value]
    return value


def test_null_is_absent_and_nested_blocks_are_lists() -> None:
    assert read({"a": None, "b": [{"c": 1, "d": None}], "e": False}) == {"b": [{"c": 1}], "e": False}


def test_after_unknown_is_unknown_wherever_it_stands() -> None:
    found = read({"a": [{"b": 1}], "tags": {"x": "y"}}, {"a": [{"c": True}], "id": True, "tags": {"z": True}})
    assert reasons(found) == {"a": [{"b": 1, "c": "?a.0.c"}], "tags": {"x": "y", "z": "?tags.z"}, "id": "?id"}


def test_a_list_with_an_unknown_element_keeps_its_place() -> None:
    assert reasons(read({"a": ["x", None]}, {"a": [False, True]})["a"]) == ["x", "?a.1"]


def test_a_block_that_is_unknown_in_part_and_absent_is_there() -> None:
    assert reasons(read({}, {"identity": [{"principal_id": True}]})) == {
        "identity": [{"principal_id": "?identity.0.principal_id"}]
    }


@pytest.mark.parametrize("empty", [{}, [], {"deep": {}}, False])
def test_an_empty_mark_says_nothing(empty: object) -> None:
    assert read({}, {"output": empty}) == {}


def test_sensitive_marks_cover_what_is_below_them() -> None:
    found = read({"a": {"b": "s", "c": 1}, "d": ["x"]}, None, {"a": {"b": True}}, {"d": True})
    assert reasons(found) == {"a": {"b": {"hidden": "s"}, "c": 1}, "d": {"hidden": ["x"]}}


def test_a_sensitive_null_is_absent() -> None:
    assert read({"a": None}, None, {"a": True}) == {}


def test_a_sensitive_unknown_is_both() -> None:
    assert reasons(read({}, {"a": True}, {"a": True})) == {"a": {"hidden": "?a"}}


def test_what_is_empty_is_absent_unless_written() -> None:
    def written(path: Path) -> bool:
        return path in {("kept",), ("block", 0, "ids")}

    values: dict[str, Value] = {"a": "", "b": [], "kept": [], "block": [{"ids": [], "x": {}}], "n": 0, "f": False}
    assert without_empty(values, written) == {"kept": [], "block": [{"ids": []}], "n": 0, "f": False}


def test_old_plans_hide_what_is_named_like_a_secret() -> None:
    found = masked({"admin_password": "p", "auth": [{"client_secret": "s", "secret_id": "i"}], "x": "y"})
    assert reasons(found) == {
        "admin_password": {"hidden": "p"},
        "auth": [{"client_secret": {"hidden": "s"}, "secret_id": "i"}],
        "x": "y",
    }
    assert "p" not in text(found["admin_password"]).removesuffix("(sensitive)")


@pytest.mark.parametrize("name", ["key_vault_secret_id", "password_enabled", "token_url", "sku_name"])
def test_names_that_only_mention_a_secret(name: str) -> None:
    assert not is_secret_name(name)
