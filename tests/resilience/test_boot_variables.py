"""Variables in boot scripts: what a machine's program is told, read line by line."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.graph.resources import Key, Property, Resource
from idlint.resilience.boot_variables import boot_variables
from idlint.source import Span
from idlint.values import Encoded, Origin, Unknown, Value

HERE = Span("main.tf", 0, 1)
CLIENT = Unknown("known after apply", Origin("azuread_application.fallback", ("client_id",)))


def machine(script: Value) -> Resource:
    return Resource(
        key=Key("infra", "prod", "azurerm_linux_virtual_machine_scale_set.workers"),
        type="azurerm_linux_virtual_machine_scale_set",
        kind="virtual_machine_scale_set",
        traits=frozenset({"workload"}),
        area="platform",
        mode="managed",
        header=HERE,
        properties={"custom_data": Property(script, HERE)},
    )


def written(script: Value) -> dict[str, Value]:
    return {name: value for name, value, _ in boot_variables(machine(script))}


@pytest.mark.parametrize(
    "line",
    ["FALLBACK_CLIENT_ID=x", "export FALLBACK_CLIENT_ID='x'", '  - "FALLBACK_CLIENT_ID=x"', "FALLBACK_CLIENT_ID=x\r"],
)
def test_an_assignment_alone_on_a_line_is_a_variable(line: str) -> None:
    assert written(f"#!/bin/bash\n{line}\nsystemctl start worker\n") == {"FALLBACK_CLIENT_ID": "x"}


@pytest.mark.parametrize("line", ["# FALLBACK_CLIENT_ID=x", "run FALLBACK_CLIENT_ID=x", "fallback_client_id=x"])
def test_nothing_else_is_one(line: str) -> None:
    assert written(f"#!/bin/bash\n{line}\n") == {}


def test_base_64_is_decoded() -> None:
    assert written(base64.b64encode(b"#!/bin/bash\nA_B=c\n").decode()) == {"A_B": "c"}


def test_a_piece_that_is_unknown_keeps_its_origin() -> None:
    pieces = ("#!/bin/bash\nID=", CLIENT, "\nPATH_TO=/certs/", CLIENT, ".pem\n")
    found = written(Encoded(Unknown("known after apply", known=pieces), "known after apply"))
    assert found["ID"] is CLIENT
    path = found["PATH_TO"]
    assert isinstance(path, Unknown)
    assert path.known == ("/certs/", CLIENT, ".pem")


@given(st.lists(st.one_of(st.text(), st.just(CLIENT)), max_size=6))
def test_any_script_is_read(pieces: list[Value]) -> None:
    assert all(name.isupper() for name in written(Unknown("x", known=tuple(pieces))))
