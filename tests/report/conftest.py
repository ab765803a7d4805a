"""Reports over invented files, with every shape that a reporter has to show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.errors import SourceError
from idlint.policy.findings import Finding, Instance, Radius, Related, Suppressed, UnknownVerdict
from idlint.policy.rule import Rule
from idlint.report.frames import in_order, locations_of, places
from idlint.report.model import Files, Report
from idlint.source import Location, Pointer, SourceFile, Span

SOURCES = Path(__file__).parent / "sources"

RULE = Rule(
    id="storage-single-region",
    title="Storage account keeps every copy in one region",
    family="regional-isolation",
    area="platform",
    severity="high",
    confidence="high",
    since="0.1.0",
    message="{resource} is replicated as {redundancy}",
    why="A regional outage takes every copy at once.\n\nIt did in 2026.",
    fix="Choose GZRS, which keeps a copy in the paired region. Then test the failover.",
    dont="Do not fail over by hand before the provider says so.",
    references=("https://learn.microsoft.com/azure/storage/common/storage-redundancy",),
    kinds=("storage_account",),
)
LOGIN_RULE = RULE._replace(
    id="single-token-path",
    title="Critical workload has one way to obtain a token",
    family="identity",
    area="identity",
    severity={"mission-critical": "critical", "high": "high"},
    confidence="medium",
    fix="Add a second path through Entra.",
    preview=True,
    references=(),
)
RULES = {rule.id: rule for rule in (RULE, LOGIN_RULE)}


def read(path: str) -> SourceFile:
    file = SOURCES / path
    if not file.is_file():
        raise SourceError(path, "does not exist")
    return SourceFile(path, file.read_bytes())


def span(path: str, text: str, occurrence: int = 0) -> Span:
    """The place of `text` in a sample file."""
    data, wanted, start = read(path).data, text.encode(), -1
    for _ in range(occurrence + 1):
        start = data.index(wanted, start + 1)
    return Span(path, start, start + len(wanted))


def finding(location: Location, message: str = "is wrong", **changes: Any) -> Finding:
    made = Finding(
        rule=RULE.id,
        family=RULE.family,
        area=RULE.area,
        severity="high",
        confidence="high",
        message=message,
        location=location,
        kind="storage_account",
        instances=(Instance("azurerm_storage_account.data", "infra", ""),),
        fingerprint="0f3a",
    )
    return made._replace(**changes)


def report_of(*findings: Finding, **changes: Any) -> Report:
    """A report of the findings, in order and placed in the sample files."""
    suppressed = changes.get("suppressed", ())
    assert isinstance(suppressed, tuple)
    placed = places(locations_of(findings, suppressed), read, lambda at: at == span("infra/main.tf", MASKED_LINE))
    made = Report(findings=in_order(findings, placed), places=placed, rules=RULES)
    return made._replace(**changes)


MASKED_LINE = 'administrator_login_password = "hunter2hunter2"'
REPLICATION = 'account_replication_type = "LRS"'


def sample_findings() -> tuple[Finding, ...]:
    main, app = "infra/main.tf", "infra/app.tf"
    return (
        finding(
            span(main, REPLICATION),
            "azurerm_storage_account.data is replicated as LRS: every copy is lost with westeurope",
            instances=tuple(
                Instance(f'azurerm_storage_account.data["{key}"]', "infra", environment)
                for key in ("a", "b", "c", "d", "e")
                for environment in ("dev", "prod")
            ),
            related=(
                Related(span(main, "location = var.location"), "in the region of the workload"),
                Related(span("infra/variables.tf", 'default = "westeurope"'), "whose default is assumed"),
            ),
            notes=("var.location is a default that no variable set confirms",),
            conflicts=("CKV_AZURE_206",),
            property="redundancy",
        ),
        finding(
            span(app, read(app).text[read(app).text.index("  identity {") + 2 : read(app).text.index("  site_config")]),
            "azurerm_linux_web_app.api obtains every token through azurerm_user_assigned_identity.api",
            rule=LOGIN_RULE.id,
            family="identity",
            area="identity",
            severity="critical",
            confidence="medium",
            kind="web_app",
            instances=(Instance("module.app.azurerm_linux_web_app.api", "infra", "prod"),),
            flow=(Related(span(main, 'module "app"'), "called here"),),
            related=(Related(span(main, MASKED_LINE), "the password is no second path"),),
            fingerprint="77aa",
            property="identity",
        ),
        finding(
            span(app, "日本語の設定 = true"),
            "a setting in another script, behind a\ttab and \x1b]0;pwned\x07 an escape",
            severity="medium",
            confidence="low",
            notes=("if created: count is unknown",),
            fingerprint="1234",
        ),
        finding(
            Pointer("arm/main.json", "/resources/0/sku/name"),
            "st001 is replicated as Standard_LRS",
            severity="low",
            instances=(Instance("st001", "arm/main.json", ""),),
            related=(Related(Pointer("arm/main.json", "/resources/0"), "declared here"),),
            fingerprint="abcd",
        ),
        finding(
            Span("infra/broken.tf", 0, 0),
            "expected a block, found `}`",
            rule="parse-error",
            family="",
            area="",
            kind="",
            instances=(),
            fingerprint="",
        ),
    )


@pytest.fixture
def sample() -> Report:
    """Findings of every severity, and something in every line of the summary."""
    hidden = finding(span("infra/main.tf", REPLICATION), "azurerm_storage_account.logs is replicated as LRS")
    comment = span("infra/main.tf", "# idlint: ignore[storage-single-region] logs can be lost")
    return report_of(
        *sample_findings(),
        unknown=(
            UnknownVerdict("single-token-path", "azurerm_linux_web_app.b", "variable without a value", "infra", "dev"),
            UnknownVerdict("single-token-path", "azurerm_linux_web_app.a", "variable without a value", "infra", "dev"),
            UnknownVerdict("storage-single-region", "st002", "module is not downloaded"),
        ),
        suppressed=(Suppressed(hidden, "logs can be lost", comment),),
        files=Files(
            checked=("arm/main.json", "infra/app.tf", "infra/main.tf", "infra/variables.tf"),
            partly=("infra/broken.tf",),
            skipped={"infra/big.tf": "is larger than the limit of 5,000,000 bytes"},
            not_input={"Terragrunt": 2, "Helm template": 11},
        ),
        opaque={"Azure/naming/azurerm": 3, "br:example.azurecr.io/net:1.0": 1},
        declared=(1, 4),
        notices=("The assumption second-region expires on 2027-01-31",),
    )


@pytest.fixture
def make() -> Callable[..., Report]:
    """`make(*findings, **changes)`: a report over the sample files."""
    return report_of


def many_findings() -> tuple[Finding, ...]:
    """Forty findings of four families, a few of which fail the run or reach far."""
    store = span("infra/main.tf", REPLICATION)
    made = []
    for number in range(40):
        family = ("regional-isolation", "identity-monitoring", "blast-radius", "fallback-authentication")[number % 4]
        made.append(
            finding(
                store,
                f"azurerm_storage_account.data{number} is replicated as LRS",
                family=family,
                severity="high" if number in {17, 31} else "medium" if number % 3 else "low",
                instances=(Instance(f"azurerm_storage_account.data{number}", "infra", "prod"),),
                radius=Radius(mission_critical=number // 30, standard=number % 7),
                fingerprint=f"{number:04x}",
            )
        )
    return tuple(made)


@pytest.fixture
def first_run() -> Report:
    """What a team sees that runs idlint on a large estate for the first time."""
    return report_of(
        *many_findings(),
        unknown=tuple(
            UnknownVerdict("single-token-path", f"azurerm_linux_web_app.app{number}", reason, "infra", "prod")
            for reason, count in REASONS.items()
            for number in range(count)
        ),
        files=Files(
            checked=tuple(f"infra/{number}.tf" for number in range(1234)),
            skipped={f"infra/app{number}/backend.tfvars": "no deployment reaches it" for number in range(12)},
        ),
        opaque={"Azure/naming/azurerm": 12, "git::https://git.example.com/modules//web?ref=v1": 31},
        declared=(3, 96),
    )


REASONS = {
    "variable without a value": 31,
    "read by a data source": 22,
    "opaque call takes the resource: git::https://git.example.com/modules//web?ref=v1": 19,
    "known after apply": 9,
    "module is not in the repository": 4,
    "output of a job": 3,
    "expression does not parse": 1,
}
"""Reason -> how many verdicts it hides."""
