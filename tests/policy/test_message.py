"""Names in messages: whole where a sentence can bear them."""

from __future__ import annotations

import pytest

from idlint.policy.message import named

LONG = "domain-prd-${deployment().name}.Microsoft.Authorization/roleAssignments/"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("module.app.azurerm_linux_web_app.this[0]", "module.app.azurerm_linux_web_app.this[0]"),
        ("x.${guid(${st.id}, 'a', 'b', 'c', 'd', 'e', 'f')}", "x.${guid(${st.id}, 'a', 'b', 'c', 'd', 'e', 'f')}"),
        (LONG + "${guid(${x.Microsoft.Storage/storageAccounts/orders.id}, 'reader')}[0]", LONG + "${guid(…)}[0]"),
        (LONG + "${resourceGroup().id.uniqueString().substring(1, 7)}",) * 2,
        (")" * 100, ")" * 100),
        ("(" * 100, "(" * 100),
        ("a)" + "b" * 100 + ")c", "a)" + "b" * 100 + ")c"),
    ],
)
def test_of_a_long_address_long_arguments_of_calls_are_left_out(address: str, shown: str) -> None:
    assert named(address) == shown
