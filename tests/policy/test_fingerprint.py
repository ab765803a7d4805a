"""A fingerprint stays while code moves, and changes when the thing itself does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.errors import SourceError
from idlint.pointers import Pointers
from idlint.policy.findings import Finding, Instance
from idlint.policy.fingerprint import fingerprinted, local_address
from idlint.policy.places import SourcePlaces, order
from idlint.source import Pointer, Position, SourceFile, Span

TEXT = 'resource "s" "a" {\n  redundancy =   "LRS"\n}\n'
PLACE = 'redundancy =   "LRS"'


def places(**files: str) -> SourcePlaces:
    found = {
        name.replace("__", "/").replace("_tf", ".tf").replace("_json", ".json"): text for name, text in files.items()
    }

    def read(path: str) -> SourceFile:
        if path not in found:
            raise SourceError(path, "does not exist")
        return SourceFile(path, found[path].encode())

    return SourcePlaces(read)


def finding(text: str = TEXT, path: str = "main.tf", **fields: Any) -> Finding:
    start = text.index("redundancy")
    end = text.index('"LRS"') + 5
    made: dict[str, Any] = {
        "rule": "bad-thing", "family": "testing", "area": "platform", "severity": "high", "confidence": "high",
        "message": "bad", "location": Span(path, start, end), "kind": "storage_account",
        "instances": (Instance("s.a", ".", ""),), "property": "redundancy",
    }  # fmt: skip
    return Finding(**{**made, **fields})


def mark(text: str = TEXT, path: str = "main.tf", **fields: Any) -> str:
    name = path.replace("/", "__").replace(".", "_")
    return fingerprinted([finding(text, path, **fields)], places(**{name: text}))[0].fingerprint


def test_what_is_missing_in_the_whole_repository_has_no_place() -> None:
    elsewhere = {"instances": (Instance("", "shop", "prod"),), "property": "", "scope": "repository"}
    assert mark(scope="repository") == mark("# other\n" + TEXT, "shop/main.tf", **elsewhere)
    assert mark(scope="repository") != mark(scope="repository", rule="other")


def test_it_is_short_and_hexadecimal() -> None:
    assert len(mark()) == 32
    assert int(mark(), 16) >= 0


@pytest.mark.parametrize(
    "moved",
    [
        mark("# a new first line\n\n" + TEXT),
        mark(TEXT.replace("   ", " ").replace("  redundancy", "\tredundancy")),
        mark(path="storage.tf"),
        mark(message="said in other words", severity="low", confidence="low"),
        mark(instances=(Instance('module.app["x.y"].s.a[0]', "live", "prod"),)),
    ],
)
def test_what_moves_stays_the_same(moved: str) -> None:
    assert moved == mark()


@pytest.mark.parametrize(
    "other",
    [
        mark(rule="other-thing"),
        mark(path="modules/main.tf"),
        mark(instances=(Instance("s.b", ".", ""),)),
        mark(property="sku"),
        mark('resource "s" "a" {\n  redundancy = "ZRS" // "LRS"\n}\n'),
    ],
)
def test_what_is_another_thing_is_not(other: str) -> None:
    assert other != mark()


def test_a_json_file_is_parsed_once_however_many_findings_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []

    class Counted(Pointers):
        def __init__(self, data: bytes) -> None:
            parsed.append(data)
            super().__init__(data)

    monkeypatch.setattr("idlint.policy.places.Pointers", Counted)
    text = '[{"sku": "LRS"}, {"sku": "ZRS"}]'
    located = [Pointer(path, f"/{number}/sku") for number in range(2) for path in ("a.json", "b.json")]
    findings = [finding()._replace(location=location) for location in located]
    made = fingerprinted(findings, places(a_json=text, b_json=text))
    assert [item.location for item in made] == sorted(located)
    assert len(parsed) == 2


def test_equals_are_told_apart_by_their_order_in_the_file() -> None:
    text = TEXT + TEXT
    second = finding()._replace(location=Span("main.tf", text.rindex("redundancy"), text.rindex('"LRS"') + 5))
    forward = fingerprinted([finding(), second], places(main_tf=text))
    backward = fingerprinted([second, finding()], places(main_tf=text))
    assert forward == backward
    assert forward[0].fingerprint != forward[1].fingerprint
    assert forward[0].fingerprint == mark()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("azurerm_key_vault.kv", "azurerm_key_vault.kv"),
        ("azurerm_key_vault.kv[0]", "azurerm_key_vault.kv"),
        ("azurerm_key_vault.kv[?]", "azurerm_key_vault.kv"),
        ('module.a["x.y[z]"].module.b[1].data.azurerm_key_vault.kv["a\\"]b"]', "data.azurerm_key_vault.kv"),
        ("Microsoft.Storage/storageAccounts/st", "Microsoft.Storage/storageAccounts/st"),
        ("", ""),
    ],
)
def test_a_local_address_knows_no_calls_and_no_instances(address: str, local: str) -> None:
    assert local_address(address) == local


@given(st.text(alphabet='module.a["]0?\\', max_size=40))
def test_any_address_has_a_local_form(address: str) -> None:
    assert local_address(address) in address


def test_findings_are_ordered_by_path_line_column_and_rule() -> None:
    found = [
        finding(path="b.tf"),
        finding(path="a.tf")._replace(rule="z-z"),
        finding(path="a.tf"),
        finding(path="a.tf")._replace(location=Span("a.tf", 0, 1)),
    ]
    ordered = sorted(found, key=order(places(a_tf=TEXT, b_tf=TEXT)))
    assert ordered == [found[3], found[2], found[1], found[0]]


def test_pointers_into_json_have_lines_and_texts() -> None:
    source = places(main_json='{\n  "sku": {"name": "LRS"}\n}\n')
    at = Pointer("main.json", "/sku/name")
    assert source.position(at) == Position(2, 11, 2, 24)
    assert source.text(at) == '"name": "LRS"'


def test_a_file_that_is_gone_is_line_one_without_text() -> None:
    source = places()
    assert source.position(Span("main.tf", 5, 9)) == Position(1, 1, 1, 1)
    assert (source.text(Span("main.tf", 5, 9)), source.line("main.tf", 1)) == ("", "")
    assert source.position(Pointer("main.json", "/a")) == Position(1, 1, 1, 1)
