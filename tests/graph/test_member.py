"""What all environments ask of one deployment."""

from __future__ import annotations

from idlint.document import Declaration, Deployment, Mode
from idlint.graph.kinds import Vocabulary
from idlint.graph.linked import linked
from idlint.graph.member import Member, member
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

SPAN = Span("main.tf", 0, 1)


def vault(name: Value, group: Value = "rg", *, mode: Mode = "managed", maybe: str = "") -> Declaration:
    address = "azurerm_key_vault.kv" if mode == "managed" else "data.azurerm_key_vault.kv"
    written: dict[str, Value] = {"name": name, "resource_group_name": group}
    return Declaration(address, "azurerm_key_vault", SPAN, mode=mode, attributes=written, maybe=maybe)


def made(vocabulary: Vocabulary, *declarations: Declaration) -> Member:
    deployment = Deployment("root", "terraform", "", "root", declarations)
    return member(linked(Part(deployment, vocabulary, names_of(vocabulary)), vocabulary))


def test_only_a_known_name_means_something_elsewhere(vocabulary: Vocabulary) -> None:
    unknown = Unknown("no value", Origin("var.name"))
    assert [(kind, name) for _, kind, name in made(vocabulary, vault("Kv")).names] == [("key_vault", "kv")]
    found = made(vocabulary, vault(unknown), vault(unknown, mode="data"))
    assert found.names == ()
    assert [(look.name, look.own and look.own.address) for look in found.looks] == [(None, "azurerm_key_vault.kv")]


def test_a_look_up_finds_what_its_deployment_certainly_makes(vocabulary: Vocabulary) -> None:
    seen = vault("kv", mode="data")
    for kept, address in (
        (vault("KV"), "azurerm_key_vault.kv"),
        (vault("other"), None),
        (vault("kv", "rg-other"), None),
        (vault("kv", maybe="count is unknown"), None),
    ):
        (look,) = made(vocabulary, kept, seen).looks
        assert (look.name, look.own and look.own.address) == ("kv", address)


def test_what_reads_and_keeps_states_is_told_apart(vocabulary: Vocabulary) -> None:
    written: dict[str, Value] = {"backend": "s3", "config": {"bucket": "b", "key": "net"}}
    reader = Declaration(
        "data.terraform_remote_state.net", "terraform_remote_state", SPAN, mode="data", attributes=written
    )
    found = made(vocabulary, reader, vault("kv"))
    (look,) = found.looks
    assert look.block is not None
    assert (look.block.type, look.block.place) == ("s3", ("b", "net"))
    assert found.backends == ()
    assert [key.address for key in found.made] == ["azurerm_key_vault.kv"]
