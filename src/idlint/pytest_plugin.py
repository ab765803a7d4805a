"""The pytest plugin: inert until `--idlint` or the ini option asks for it.

pytest imports this module at every start where idlint is installed, so it imports nothing but pytest;
the collector, and with it the rest of idlint, is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from idlint.pytest_fixture import Infrastructure
    from idlint.resilience.simulation import Answer

ANSWERS: pytest.StashKey[list[Answer]] = pytest.StashKey()
"""What the fixture has told the test that runs."""


@pytest.fixture(scope="session", name="idlint")
def infrastructure(pytestconfig: pytest.Config) -> Infrastructure:
    """The infrastructure code of the repository that holds pytest's root folder: its graph, findings, outages."""
    from idlint.pytest_fixture import Infrastructure

    return Infrastructure(pytestconfig.rootpath, pytestconfig.stash.setdefault(ANSWERS, []))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Below a test that failed, show whole what the fixture answered with no."""
    report = yield
    answers = item.config.stash.get(ANSWERS, [])
    if answers and call.when == "call":
        from idlint.pytest_fixture import explanations

        if report.failed:
            report.sections.append(("idlint", explanations(answers)))
        answers.clear()
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("idlint", "infrastructure-as-code checks (idlint)")
    group.addoption("--idlint", action="store_true", help="check the repository's infrastructure code with idlint")
    group.addoption("--idlint-rules", action="store_true", help="run the examples beside every rule.yaml")
    group.addoption("--idlint-fail-on", metavar="SEVERITY", help="lowest severity that fails an item [as configured]")
    parser.addini("idlint", "check infrastructure code at every run, as --idlint does", type="bool", default=False)
    parser.addini("idlint_rules", "run rule examples at every run, as --idlint-rules does", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker, and register the collectors that are asked for."""
    config.addinivalue_line("markers", "idlint: a check of infrastructure code, or an example of a rule")
    if config.getoption("--idlint") or config.getini("idlint"):
        from idlint.pytest_items import InfrastructureCollector

        config.pluginmanager.register(InfrastructureCollector(config), "idlint-infrastructure")
    if config.getoption("--idlint-rules") or config.getini("idlint_rules"):
        from idlint.pytest_items import RuleCollector

        config.pluginmanager.register(RuleCollector(), "idlint-rules")
