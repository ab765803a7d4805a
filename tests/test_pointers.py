"""JSON pointers to bytes: right for any document, and harmless for anything that is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.pointers import resolve, steps

TEMPLATE = b"""{ // a comment
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts", /* another */
      "sku": {"name": "Standard_LRS"},
      "tags": {"a/b": 1, "m~n": 2, "": 3, "caf\\u00e9": 4, "twice": 5, "twice": 6},
      "zones": ["1", [2, {"k": null}]]
    }
  ]
}
"""


def found(pointer: str, data: bytes = TEMPLATE) -> str:
    start, end = resolve(data, [pointer])[pointer]
    return data[start:end].decode()


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/resources/0/type", '"type": "Microsoft.Storage/storageAccounts"'),
        ("/resources/0/sku/name", '"name": "Standard_LRS"'),
        ("/resources/0/sku", '"sku": {'),
        ("/resources/0", '{\n      "type": "Microsoft.Storage/storageAccounts"'),
        ("/resources", '"resources": ['),
        ("/resources/0/tags/a~1b", '"a/b": 1'),
        ("/resources/0/tags/m~0n", '"m~n": 2'),
        ("/resources/0/tags/", '"": 3'),
        ("/resources/0/tags/café", '"caf\\u00e9": 4'),
        ("/resources/0/zones/0", '"1"'),
        ("/resources/0/zones/1/1/k", '"k": null'),
        ("/resources/0/zones/1", "["),
        ("", "{"),
    ],
)
def test_pointer_is_at_its_entry_or_header(pointer: str, text: str) -> None:
    assert found(pointer) == text


def test_repeated_key_is_at_its_last_entry_as_the_parser_of_values_has_it() -> None:
    assert found("/resources/0/tags/twice") == '"twice": 6'


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/resources/0/sku/tier", '"sku": {'),
        ("/resources/7", '"resources": ['),
        ("/resources/-", '"resources": ['),
        ("/no/such", "{"),
    ],
)
def test_what_does_not_exist_is_at_its_nearest_ancestor(pointer: str, text: str) -> None:
    assert found(pointer) == text


def test_damaged_document_still_answers_what_it_can() -> None:
    assert found("/a/b", b'{"a": {"b": 1,, }') == '"b": 1'


def test_document_of_ten_thousand_nests_neither_hangs_nor_overflows() -> None:
    depth = 10_000
    data = b"[" * depth + b"]" * depth
    assert found("/0" * depth, data) == "["


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def leaves(value: Any, pointer: str = "") -> dict[str, Any]:
    """Every scalar of a document by its pointer."""
    if isinstance(value, dict):
        items = [(key.replace("~", "~0").replace("/", "~1"), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        items = [(str(index), inner) for index, inner in enumerate(value)]
    else:
        return {pointer: value}
    return {at: leaf for key, inner in items for at, leaf in leaves(inner, f"{pointer}/{key}").items()}


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
@settings(max_examples=100, deadline=None)
def test_every_scalar_of_any_document_is_found(document: Any, ascii: bool, indent: int | None) -> None:
    data = json.dumps(document, ensure_ascii=ascii, indent=indent).encode("utf-8", "surrogatepass")
    wanted = leaves(document)
    for pointer, (start, end) in resolve(data, wanted).items():
        text = data[start:end].decode()
        parts = steps(pointer)
        value = (
            json.loads("{" + text + "}")
            if parts and text.startswith('"') and not _is_scalar(text)
            else json.loads(text)
        )
        assert value in (wanted[pointer], {parts[-1] if parts else "": wanted[pointer]})


def _is_scalar(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@given(
    st.binary(max_size=200) | st.text(alphabet='{}[]",:0a\\ \n').map(str.encode),
    st.text(alphabet="/~01a-", max_size=12),
)
@settings(max_examples=200, deadline=None)
def test_anything_gives_a_range_inside_the_bytes(data: bytes, pointer: str) -> None:
    start, end = resolve(data, [pointer])[pointer]
    assert 0 <= start <= end <= len(data)
