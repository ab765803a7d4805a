"""What a value refers to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.kinds import Vocabulary
from idlint.graph.references import Index, Mention, base_of, mentions, name_key, names_of
from idlint.graph.resources import Key
from idlint.values import Origin, Unknown, Value

VAULT = "azurerm_key_vault.kv"


def unknown(address: str, *path: str | int) -> Unknown:
    return Unknown("known after apply", Origin(address, path))


def found(value: Value, vocabulary: Vocabulary, to: tuple[str, ...] = ()) -> list[Mention]:
    return list(mentions(value, names_of(vocabulary), to))


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/Kv1", "key_vault", "kv1"),
        ("/x/providers/Microsoft.KeyVault/vaults/kv1/secrets/s1", "key_vault_secret", "s1"),
        ("/subscriptions/s/resourceGroups/rg1", "resource_group", "rg1"),
        ("/x/providers/Microsoft.Storage/storageAccounts/st1/blobServices/default", "storage_account", "st1"),
        ("https://kv1.vault.azure.net/secrets/s", "key_vault", "kv1"),
        ("@Microsoft.KeyVault(VaultName=kv1;SecretName=s)", "key_vault", "kv1"),
        ("DefaultEndpointsProtocol=https;AccountName=st1;AccountKey=abc", "storage_account", "st1"),
        ("Endpoint=sb://ns1.servicebus.windows.net/;SharedAccessKey=x", "service_bus_namespace", "ns1"),
        ("acr1.azurecr.io", "container_registry", "acr1"),
    ],
)
def test_a_text_names_a_resource(vocabulary: Vocabulary, written: str, kind: str, name: str) -> None:
    assert any(kind in mention.kinds and mention.name == name for mention in found(written, vocabulary))


def test_a_bare_name_is_looked_up_only_where_its_kind_is_known(vocabulary: Vocabulary) -> None:
    assert found("srv1", vocabulary) == []
    assert found("srv1", vocabulary, ("sql_server",))[0].kinds == {"sql_server"}


def test_an_unknown_names_where_it_comes_from(vocabulary: Vocabulary) -> None:
    assert found(unknown(VAULT, "id"), vocabulary)[0].origin == Origin(VAULT, ("id",))


def test_a_host_name_with_an_unknown_label_names_the_label_s_origin(vocabulary: Vocabulary) -> None:
    value = Unknown("x", known=("https://", unknown("local.vault"), ".vault.azure.net/"))
    mention = found(value, vocabulary)[0]
    assert mention.origin == Origin("local.vault")
    assert mention.kinds == {"key_vault"}


def test_a_suffix_of_the_cloud_makes_a_host_name(vocabulary: Vocabulary) -> None:
    value = Unknown("x", known=("https://kv1", unknown("environment()", "suffixes", "keyvaultDns"), "/secrets/s"))
    assert found(value, vocabulary)[0].name == "kv1"


def test_marks_in_a_text_are_text(vocabulary: Vocabulary) -> None:
    assert found("https://\x010\x02.vault.azure.net", vocabulary)[0].name == "0"


def test_names_of_one_origin_are_equal_and_each_is_not() -> None:
    one, other = unknown("var.name"), unknown("var.name")
    assert name_key(one) == name_key(other) is not None
    assert name_key(Unknown("x", known=("st", one))) == name_key(Unknown("y", known=("ST", other)))
    assert name_key(unknown("each.key")) is None
    assert name_key(Unknown("x")) is None


def test_an_index_finds_instances() -> None:
    index = Index()
    for address in ('a.b["x"]', "a.c[?]", "a.d[0]", "a.d[1]"):
        index.add(Key("root", "", address))
    assert index.by_origin(Origin("a.b", ("x", "id"))) == Key("root", "", 'a.b["x"]')
    assert index.by_origin(Origin("a.c", ("id",))) == Key("root", "", "a.c[?]")
    assert index.by_origin(Origin("a.d", ("id",))) is None
    assert index.by_origin(Origin("a.d", (1, "id"))) == Key("root", "", "a.d[1]")
    assert index.by_base("a.d") == [Key("root", "", "a.d[0]"), Key("root", "", "a.d[1]")]


def test_a_name_that_two_resources_have_is_no_reference() -> None:
    index = Index()
    index.add_name(Key("a", "", "x.a"), "key_vault", "kv")
    assert index.by_name({"key_vault"}, "kv") is not None
    index.add_name(Key("b", "", "x.b"), "key_vault", "kv")
    assert index.by_name({"key_vault"}, "kv") is None


def test_base_of() -> None:
    assert base_of('module.a["x"].b.c["y"]') == 'module.a["x"].b.c'
    assert base_of('module.a["x"].b.c') == 'module.a["x"].b.c'


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_value_makes_mentions_raise(
    vocabulary: Vocabulary, values: st.SearchStrategy[Value], data: st.DataObject
) -> None:
    found(data.draw(values), vocabulary, ("key_vault",))
