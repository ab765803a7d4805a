"""What resolves an unknown: every advice names something that a reader can do."""

from __future__ import annotations

import pytest

from idlint.document import CIRCLE, Hole
from idlint.graph.holes import named_source
from idlint.report.advice import RESOLVED_BY, for_reason, for_source
from idlint.source import Pointer, Span


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("variable without a value", "variable files of the environment under `sets`"),
        ("a setting that may hold a credential is unknown: variable without a value", "under `sets`"),
        ("opaque call takes the resource: Azure/naming/azurerm", "terraform init"),
        ("opaque call may provide it: br/public:avm/ptn/monitoring:1.0", "bicep restore"),
        ("read by a data source", "terraform show -json"),
        ("module is not in the repository", "bicep restore"),
    ],
)
def test_a_reason_comes_with_what_resolves_it(reason: str, advice: str) -> None:
    assert advice in for_reason(reason)


@pytest.mark.parametrize("reason", ["known after apply", "value known only after deployment", "something new", ""])
def test_where_nothing_can_be_done_nothing_is_advised(reason: str) -> None:
    assert for_reason(reason) == ""


def test_reasons_are_those_that_the_languages_give(request: pytest.FixtureRequest) -> None:
    sources = request.config.rootpath / "src" / "idlint"
    rooms = ("languages", "graph", "policy")
    paths = [sources / "document.py", *(path for room in rooms for path in (sources / room).rglob("*.py"))]
    code = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert [reason for reason in RESOLVED_BY if reason not in code] == []


def test_a_template_that_calls_itself_is_no_file_to_correct() -> None:
    hole = Hole("again", "main.json", CIRCLE, Pointer("main.json", ""))
    assert named_source(hole) == "main.json: module calls itself"
    assert not for_source(named_source(hole))
    assert not for_reason(f"opaque call takes the resource: {named_source(hole)}")
    assert for_source(named_source(hole._replace(reason="template does not parse")))


def test_a_module_that_leads_back_is_where_its_source_says() -> None:
    hole = Hole("module.network", "../network", CIRCLE, Span("main.tf", 0, 1))
    assert named_source(hole) == "../network: module calls itself"
    assert not for_source(named_source(hole))


def test_nothing_resolves_a_template_that_an_expression_names() -> None:
    assert not for_source("[resourceId('rg', 'Microsoft.Resources/templateSpecs/versions', 's', '1')]")


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("Azure/naming/azurerm", "terraform init"),
        ("git::https://example.com/network.git?ref=v1.2.0", "terraform init"),
        ("git@github.com:acme/network.git", "terraform init"),
        ("../modules/network", "put the folder"),
        ("modules/network/main.tf", "correct the file"),
        (".gitlab-ci.yml", "correct the file"),
        ("jobs/deploy.yml@templates", "under `pipelines`"),
    ],
)
def test_an_opaque_source_comes_with_what_makes_it_readable(source: str, advice: str) -> None:
    assert advice in for_source(source)


@pytest.mark.parametrize(
    "source",
    [
        "acme/infra/.github/workflows/apply.yml@main", "acme/ci:/deploy.yml,/plan.yml", "acme/images",
        "https://example.com/ci/deploy.yml", "gitlab.example.com/acme/deploy@1.0",
        "gitlab.example.com/acme/deploy@~latest",
    ],
)  # fmt: skip
def test_nothing_makes_readable_what_another_repository_keeps(source: str) -> None:
    assert for_source(source) == ""
