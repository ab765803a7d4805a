"""Where unknown values of a plan come from, as far as its configuration says."""

from __future__ import annotations

from typing import Any

import pytest

from idlint.languages.terraform.plan.reading import Planned
from idlint.languages.terraform.plan.references import References
from idlint.values import Origin, Unknown, origins


def planned(address: str, type: str = "a", name: str = "b", **more: Any) -> Planned:
    found: dict[str, Any] = {"mode": "managed", "key": None, "modules": (), "pointer": "", "values": {}, **more}
    return Planned(address, type=type, name=name, **found)


def unknown(expressions: object, path: tuple[str | int, ...], *addresses: str, **more: Any) -> Unknown:
    root = {"resources": [{"address": "a.b", "expressions": expressions}]}
    known = References({"root_module": root}, frozenset({"a.b", *addresses}))
    return known.unknown(planned("a.b", **more), path)


def test_what_nobody_wrote_comes_from_the_resource_itself() -> None:
    assert unknown({}, ("id",)).origin == Origin("a.b", ("id",))


def test_an_id_that_is_passed_has_one_origin() -> None:
    found = unknown({"vault_id": {"references": ["v.w.id", "v.w"]}}, ("vault_id",), "v.w")
    assert found.origin == Origin("v.w", ("id",))


def test_anything_else_has_the_reference_as_a_piece() -> None:
    found = unknown({"text": {"references": ["v.w.id", "v.w"]}}, ("text",), "v.w")
    assert found.origin is None
    assert list(origins(found)) == [Origin("v.w", ("id",))]


def test_a_list_of_ids_certainly_contains_each() -> None:
    found = unknown({"identity_ids": {"references": ["v.w.id", "v.w", "v.x.id", "v.x"]}}, ("identity_ids",))
    assert isinstance(found.known, list)
    assert list(origins(found)) == [Origin("v.w", ("id",)), Origin("v.x", ("id",))]


def test_blocks_are_entered() -> None:
    expressions = {"identity": [{"identity_ids": {"references": ["v.w.id"]}}]}
    assert list(origins(unknown(expressions, ("identity", 0, "identity_ids", 0)))) == [Origin("v.w", ("id",))]


@pytest.mark.parametrize(
    ("reference", "address"), [("v.w[0].id", "v.w[0]"), ('v.w["k"].id', 'v.w["k"]'), ("data.v.w.id", "data.v.w")]
)
def test_addresses_of_instances(reference: str, address: str) -> None:
    found = unknown({"v_id": {"references": [reference]}}, ("v_id",), address)
    assert found.origin == Origin(address, ("id",))


def test_an_index_that_is_an_expression_is_taken_for_the_own_one() -> None:
    found = unknown({"v_id": {"references": ["v.w", "each.key"]}}, ("v_id",), 'v.w["k"]', key="k")
    assert list(origins(found)) == [Origin('v.w["k"]', ())]


CONFIGURATION = {
    "root_module": {
        "module_calls": {
            "maker": {"module": {"outputs": {"id": {"expression": {"references": ["v.w.id", "v.w"]}}}}},
            "user": {
                "expressions": {"given_id": {"references": ["module.maker.id", "module.maker"]}},
                "module": {
                    "resources": [{"address": "a.b", "expressions": {"v_id": {"references": ["var.given_id"]}}}]
                },
            },
        }
    }
}


def test_references_are_followed_through_variables_and_outputs() -> None:
    known = References(CONFIGURATION, frozenset({"module.maker.v.w", "module.maker"}))
    item = planned("module.user.a.b", modules=(("module.user", ""),))
    assert known.unknown(item, ("v_id",)).origin == Origin("module.maker.v.w", ("id",))


def test_a_reference_that_leads_back_to_itself_ends() -> None:
    loop = {"expression": {"references": ["module.m.o"]}}
    inner: dict[str, Any] = {"outputs": {"o": loop}, "module_calls": {}}
    inner["module_calls"]["m"] = {"module": inner}
    root = {"resources": [{"address": "a.b", "expressions": {"x": {"references": ["module.m.o"]}}}], **inner}
    assert known_origins(root) == []


def known_origins(root: object) -> list[Origin]:
    return list(origins(References({"root_module": root}, frozenset()).unknown(planned("a.b"), ("x",))))
