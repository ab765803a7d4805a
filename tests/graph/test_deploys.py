"""Jobs are linked to what they apply, and take over what their steps do."""

from __future__ import annotations

from idlint.document import Declaration, Deployment, DeployStep, Document, Invocation, Unit
from idlint.graph.build import build
from idlint.graph.deploys import DEPLOYED
from idlint.graph.kinds import Vocabulary
from idlint.graph.resources import Edge, Key, ResourceGraph
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

ROOT_HEADER = Span("infra/main.tf", 0, 1)
STEP = Span(".github/workflows/d.yml", 50, 60)
APPLY = DeployStep(".github/workflows/d.yml", "jobs.apply.steps[0].deploy")
JOB = Unknown("known when the job runs", Origin("jobs.apply"))


def declared(address: str, type: str, header: Span, **attributes: Value) -> Declaration:
    return Declaration(address, type, header, attributes=attributes)


def workflow(*more: Declaration, path: str = ".github/workflows/d.yml") -> Document:
    job = declared("jobs.apply", "pipeline.job", Span(path, 0, 5), name="apply", dialect="github_actions",
                   environment="prod", triggers=["push"])  # fmt: skip
    deployment = Deployment(path, "github_actions", "", "pipeline", (job, *more), header=Span(path, 0, 1))
    return Document(Unit("github_actions", path, "pipeline", (path,)), (deployment,))


def root(sets: tuple[str, ...], steps: dict[str, tuple[DeployStep, ...]], *more: Declaration) -> Document:
    made = tuple(Invocation("infra", name, steps=steps.get(name, ())) for name in sets)
    deployments = tuple(Deployment("infra", "terraform", name, "root", more, header=ROOT_HEADER) for name in sets)
    return Document(Unit("terraform", "infra", "root", (), made), deployments)


def deploys(graph: ResourceGraph) -> list[Edge]:
    return [edge for edge in graph.edges if edge.type == "deploys" and edge.source.address == "jobs.apply"]


def step(**more: Value) -> Declaration:
    return declared(
        "jobs.apply.steps[0].deploy", "pipeline.deploy", STEP, job=JOB, tool="terraform", action="apply", **more
    )


def test_a_job_deploys_the_set_that_its_step_applies(vocabulary: Vocabulary) -> None:
    documents = [workflow(step(step="apply")), root(("dev", "prod"), {"prod": (APPLY,)})]
    dev, prod = build(documents, vocabulary)
    assert deploys(dev) == []
    [edge] = deploys(prod)
    assert edge.target == Key("infra", "prod", DEPLOYED)
    assert prod.resources[edge.target].kind == "deployment"
    assert edge.explanation == "step apply applies infra"
    assert edge.maybe == ""
    assert edge.detail["by"] == "jobs.apply.steps[0].deploy"


def test_a_step_that_may_apply_several_sets_may_apply_each(vocabulary: Vocabulary) -> None:
    documents = [workflow(step()), root(("dev", "prod"), {"dev": (APPLY,), "prod": (APPLY,)})]
    for graph in build(documents, vocabulary):
        [edge] = deploys(graph)
        assert edge.maybe == "which variable set it applies is not known"


def test_pipelines_that_share_a_template_apply_each_what_they_pass_to_it(vocabulary: Vocabulary) -> None:
    other = ".github/workflows/other.yml"
    theirs = DeployStep(other, APPLY.address)
    documents = [
        workflow(step()),
        workflow(step(), path=other),
        root(("dev", "prod"), {"dev": (APPLY,), "prod": (theirs,)}),
    ]
    dev, prod = build(documents, vocabulary)
    assert [(edge.source.deployment, edge.maybe) for edge in deploys(dev)] == [(APPLY.pipeline, "")]
    assert [(edge.source.deployment, edge.maybe) for edge in deploys(prod)] == [(other, "")]


def test_a_job_deploys_the_application_that_its_step_names(vocabulary: Vocabulary) -> None:
    app = declared("azurerm_linux_web_app.a", "azurerm_linux_web_app", ROOT_HEADER, name="app-orders")
    named = declared("jobs.apply.steps[1].deploy", "pipeline.deploy", STEP, job=JOB, tool="webapp", app="app-orders")
    [graph] = build([workflow(named), root(("",), {}, app)], vocabulary)
    [edge] = deploys(graph)
    assert edge.target == Key("infra", "", "azurerm_linux_web_app.a")
    assert edge.confidence == "medium"


def test_a_job_takes_over_the_sign_ins_of_its_steps(vocabulary: Vocabulary) -> None:
    login = declared("jobs.apply.steps[2].login", "pipeline.login", STEP, job=JOB, cloud="registry", method="ambient",
                     registry="acrorders.azurecr.io")  # fmt: skip
    registry = declared("azurerm_container_registry.r", "azurerm_container_registry", ROOT_HEADER, name="acrorders")
    [graph] = build([workflow(login), root(("",), {}, registry)], vocabulary)
    [edge] = [edge for edge in graph.edges if edge.type == "authenticates_to" and edge.source.address == "jobs.apply"]
    assert edge.target == Key("infra", "", "azurerm_container_registry.r")
    assert edge.detail["method"] == "ambient"


def test_a_repository_without_pipelines_has_no_deployments_as_resources(vocabulary: Vocabulary) -> None:
    [graph] = build([root(("",), {"": (APPLY,)})], vocabulary)
    assert graph.resources == {}


def test_a_job_of_another_environment_is_not_part_of_this_one(vocabulary: Vocabulary) -> None:
    documents = [workflow(step()), root(("dev", "prod"), {"prod": (APPLY,)})]
    dev, prod = build(documents, vocabulary)
    assert [item.kind for item in dev.resources.values()] == []
    assert {item.kind for item in prod.resources.values()} == {"deployment", "deployment_job", "deployment_step"}


def test_a_label_names_the_machines_that_a_job_runs_on(vocabulary: Vocabulary) -> None:
    job = declared("jobs.b", "pipeline.job", STEP, runner={"kind": "self-hosted", "labels": ["linux", "vmss-build"]})
    fleet = declared("azurerm_linux_virtual_machine_scale_set.s", "azurerm_linux_virtual_machine_scale_set",
                     ROOT_HEADER, name="vmss-build")  # fmt: skip
    [graph] = build([workflow(job), root(("",), {}, fleet)], vocabulary)
    [edge] = [edge for edge in graph.edges if edge.type == "runs_on"]
    assert edge.source.address == "jobs.b"
    assert edge.target == Key("infra", "", "azurerm_linux_virtual_machine_scale_set.s")
    assert edge.explanation == "label vmss-build names azurerm_linux_virtual_machine_scale_set.s"
