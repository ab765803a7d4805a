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
        (LONG + '["{a}"]', LONG + '["{a}"]'),
        ("}" * 100, "}" * 100),
        ("${" * 50, "${" * 50),
    ],
)
def test_of_a_long_address_the_arguments_of_long_calls_are_left_out(address: str, shown: str) -> None:
    assert named(address) == shown
