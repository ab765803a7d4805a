"""Native types: ARM's many spellings, azapi's disguise."""

from __future__ import annotations

import pytest

from idlint.document import Declaration
from idlint.graph.kinds import Vocabulary
from idlint.graph.native import entry_of, native
from idlint.graph.paths import walk
from idlint.source import Span
from idlint.values import Unknown, Value

SPAN = Span("main.bicep", 0, 1)


def kind_of(native_type: str, vocabulary: Vocabulary, **attributes: Value) -> str:
    entry = entry_of(native(Declaration("x", native_type, SPAN, attributes=dict(attributes))), vocabulary)
    return entry.kind if entry else ""


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("Microsoft.KeyVault/vaults@2023-07-01", "key_vault"),
        ("microsoft.keyvault/VAULTS", "key_vault"),
        ("azurerm_key_vault", "key_vault"),
        ("Microsoft.KeyVault/unheard", ""),
        ("azurerm_unheard", ""),
        ("terraform.provider", "terraform_provider"),
    ],
)
def test_kinds_of_types(vocabulary: Vocabulary, type: str, kind: str) -> None:
    assert kind_of(type, vocabulary) == kind


def test_a_site_of_unknown_kind_is_a_web_app(vocabulary: Vocabulary) -> None:
    assert kind_of("Microsoft.Web/sites", vocabulary, kind=Unknown("later")) == "web_app"
    assert kind_of("Microsoft.Web/sites", vocabulary, kind="functionapp, linux") == "function_app"


@pytest.mark.parametrize("type", [Unknown("later"), None, 3, "nothing"])
def test_an_azapi_resource_without_a_readable_type_has_no_kind(vocabulary: Vocabulary, type: Value) -> None:
    assert kind_of("azapi_resource", vocabulary, type=type) == ""


def test_a_child_by_name_has_the_parent_s_id() -> None:
    item = native(Declaration("x", "Microsoft.KeyVault/vaults/secrets", SPAN, attributes={"name": "kv/s"}))
    assert walk(item.root, ("parent",)).value == "/providers/Microsoft.KeyVault/vaults/kv"


def test_paths_lead_back_under_body() -> None:
    item = native(
        Declaration("x", "azapi_resource", SPAN, attributes={"location": "x", "body": {"sku": {"name": "y"}}})
    )
    assert item.own_path(("sku", "name")) == ("body", "sku", "name")
    assert item.own_path(("location",)) == ("location",)


def test_a_body_that_is_no_json_is_unknown() -> None:
    item = native(Declaration("x", "azapi_resource", SPAN, attributes={"body": "{", "name": "n"}))
    assert isinstance(walk(item.root, ("sku",)).value, Unknown)
    assert walk(item.root, ("name",)).value == "n"


def test_of_a_body_as_text_only_the_unknown_pieces_are_unknown() -> None:
    later = Unknown("known after apply")
    body = Unknown("known after apply", known=('{"sku":{"name":"y","tier":', later, "}}"))
    item = native(Declaration("x", "azapi_resource", SPAN, attributes={"body": body, "name": "n"}))
    assert item.root == {"sku": {"name": "y", "tier": later}, "name": "n", "parent": None}
