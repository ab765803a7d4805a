"""The pytest plugin: inert until `--idlint` or the ini option asks for it.

pytest imports this module at every start where idlint is installed, so it imports nothing but pytest;
the collector, and with it the rest of idlint, is loaded when it is asked for.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("idlint", "infrastructure-as-code checks (idlint)")
    group.addoption("--idlint", action="store_true", help="check the repository's infrastructure code with idlint")
    parser.addini("idlint", "check infrastructure code at every run, as --idlint does", type="bool", default=False)
