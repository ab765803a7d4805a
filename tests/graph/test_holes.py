"""Which opaque calls can answer that something is absent."""

from __future__ import annotations

from idlint.document import Hole
from idlint.graph.holes import answers, receivers
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

SPAN = Span("main.tf", 0, 1)
KV = "azurerm_key_vault.kv"


def hole(address: str, source: str = "git::x", **arguments: str) -> Hole:
    values = {name: Unknown("known after apply", Origin(origin, ("id",))) for name, origin in arguments.items()}
    return Hole(address, source, "module is not downloaded", SPAN, dict(values))


def test_only_a_call_that_is_handed_the_subject_can_answer() -> None:
    taken, other = hole("module.a", vault=KV), hole("module.b", store="azurerm_storage_account.st")
    assert answers([taken, other], KV) == (taken,)


def test_an_origin_without_instance_key_stands_for_every_instance() -> None:
    call = hole("module.a", vaults=KV)
    assert answers([call], f'{KV}["x"]') == (call,)


def test_origins_deep_in_an_argument_count() -> None:
    value: Value = {"list": [Unknown("x", known=("https://", Unknown("y", Origin(KV, ("name",)))))]}
    call = Hole("module.a", "git::x", "opaque", SPAN, {"config": value})
    assert answers([call], KV) == (call,)


def test_without_a_subject_only_a_known_source_can_answer() -> None:
    calls = [hole("module.a", "Azure/naming/azurerm"), hole("module.b", "hashicorp/diagnostics/azurerm")]
    assert answers(calls, None) == ()
    assert answers(calls, None, ["/diagnostics/"]) == (calls[1],)


def test_receivers_are_indexed_by_address() -> None:
    call = hole("module.a", vault=KV, store="azurerm_storage_account.st")
    assert receivers([call]) == {KV: (call,), "azurerm_storage_account.st": (call,)}
