"""Declarations: values, spans and assumptions by path, and crossing processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.document import Call, Declaration, Deployment, Document, Hole, Path, Problem, Unit
from idlint.source import Pointer, Span
from idlint.values import MISSING, Unknown

HEADER = Span("main.tf", 0, 10)


def declaration() -> Declaration:
    return Declaration(
        "module.app.azurerm_linux_web_app.api",
        "azurerm_linux_web_app",
        HEADER,
        name="api",
        attributes={"location": "westeurope", "identity": [{"type": "UserAssigned", "identity_ids": [Unknown("x")]}]},
        spans={
            ("location",): Span("main.tf", 20, 30),
            ("identity",): Span("main.tf", 40, 48),
            ("identity", 0, "type"): Span("main.tf", 50, 60),
        },
        assumed={
            (): ("var.enabled",),
            ("location",): ("var.location",),
            ("identity", 0, "type"): ("var.kind", "var.location"),
        },
        maybe="count is unknown",
        callers=(Call("module.app", Span("root.tf", 0, 12)),),
        depends_on=("azurerm_role_assignment.pull",),
        provider="azurerm.west",
    )


def test_value_is_found_by_path_and_absence_is_missing() -> None:
    assert declaration().value(("identity", 0, "type")) == "UserAssigned"
    assert declaration().value(("site_config", 0)) is MISSING


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("identity", 0, "type"), Span("main.tf", 50, 60)),
        (("identity", 0, "identity_ids", 0), Span("main.tf", 40, 48)),
        (("identity", 0), Span("main.tf", 40, 48)),
        (("site_config", 0, "always_on"), HEADER),
        ((), HEADER),
    ],
)
def test_span_is_that_of_the_nearest_written_ancestor(path: Path, span: Span) -> None:
    assert declaration().span_of(path) == span


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (("location",), ("var.location",)),
        (("identity",), ("var.kind", "var.location")),
        (("identity", 0, "type"), ("var.kind", "var.location")),
        (("location", "below"), ("var.location",)),
        (("identity", 0, "identity_ids"), ()),
        (("site_config",), ()),
        ((), ("var.location", "var.kind")),
    ],
)
def test_value_rests_on_assumptions_above_at_and_below_it_each_once(path: Path, names: tuple[str, ...]) -> None:
    assert declaration().assumptions(path) == names


PATHS = st.lists(st.sampled_from(["a", "b"]) | st.integers(0, 1), max_size=4).map(tuple)


@given(st.dictionaries(PATHS, st.integers(0, 99).map(lambda at: Span("x", at, at))), PATHS)
def test_span_of_a_path_is_written_for_a_prefix_of_it_or_the_header(spans: dict[Path, Span], path: Path) -> None:
    found = Declaration("a", "t", HEADER, spans=dict(spans)).span_of(path)
    prefixes = [spans[path[:length]] for length in range(len(path), 0, -1) if path[:length] in spans]
    assert found == (prefixes[0] if prefixes else HEADER)


def test_two_declarations_share_no_table() -> None:
    first, second = Declaration("a", "t", HEADER), Declaration("b", "t", HEADER)
    first.attributes["x"] = 1
    first.spans["x",] = HEADER
    first.assumed["x",] = ("var.x",)
    assert not second.attributes
    assert not second.spans
    assert not second.assumed


def test_document_survives_pickling_whole(copied: Callable[[Any], Any]) -> None:
    unit = Unit("terraform", "infra", "root", ("infra/main.tf",))
    hole = Hole("module.net", "Azure/network/azurerm", "module is not downloaded", HEADER)
    problem = Problem(Pointer("a.json", "/x"), "expected an object")
    document = Document(unit, (Deployment("infra", "terraform", "dev", "root", (declaration(),), (hole,)),), (problem,))
    copy: Document = copied(document)
    (found,) = copy.deployments[0].declarations
    for name in Declaration.__slots__:
        if name != "attributes":
            assert getattr(found, name) == getattr(declaration(), name)
    assert found.value(("identity", 0, "type")) == "UserAssigned"
    assert copy._replace(deployments=()) == document._replace(deployments=())
    assert copy.deployments[0].holes == (hole,)
