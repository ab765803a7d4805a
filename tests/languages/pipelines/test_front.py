"""Pipelines from files to declarations and invocations, over all dialects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from idlint.document import ALL, Declaration, Document
from idlint.languages import find_pipelines, load
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import MISSING, Unknown, text

LoadAll = Callable[[Mapping[str, str]], dict[str, Document]]


@pytest.fixture
def pipelines(tmp_path: Path) -> LoadAll:
    """Writes files and loads every pipeline among them: path -> document."""

    def load_all(files: Mapping[str, str]) -> dict[str, Document]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        tree = SourceTree(tmp_path)
        units = find_pipelines(tree, sorted(files), Settings())
        return {unit.path: load(tree, unit, ALL, Settings()) for unit in units}

    return load_all


WORKFLOW = """\
name: deploy
on:
  push: {branches: [main]}
  workflow_dispatch:
permissions: {id-token: write}
jobs:
  apply:
    runs-on: ubuntu-latest
    environment: production
    env: {ARM_USE_OIDC: true, ARM_CLIENT_ID: "${{ vars.CLIENT }}"}
    steps:
      - uses: actions/checkout@v4
      - run: |
          echo start

          terraform -chdir=infra init -backend-config=key=prod
          terraform -chdir=infra apply -auto-approve -var-file=env/prod.tfvars
      - uses: azure/webapps-deploy@v3
        with: {app-name: app-orders}
"""


def test_the_values_that_a_template_is_passed_by_name_make_a_set(pipelines: LoadAll) -> None:
    steps = "  - run: az deployment group create -g rg -f main.bicep -p sku=GRS -p tier=${{ vars.TIER }}\n"
    job = "on: push\njobs:\n a:\n  runs-on: x\n  environment: prod\n  steps:\n" + steps
    (found,) = pipelines({"main.bicep": "", ".github/workflows/a.yml": job})[".github/workflows/a.yml"].invocations
    assert (found.directory, found.name, found.variables["sku"]) == ("main.bicep", "prod", "GRS")
    assert isinstance(found.variables["tier"], Unknown)


@pytest.mark.parametrize("content", ["", "\n", "# on: push\n#\n# jobs: {}\n", "---\n  # off\n"])
@pytest.mark.parametrize("path", [".github/workflows/a.yml", ".gitlab-ci.yml", "azure-pipelines.yml"])
def test_a_pipeline_that_is_switched_off_by_comments_is_none(pipelines: LoadAll, path: str, content: str) -> None:
    assert pipelines({path: content}) == {}


def of_type(document: Document, type: str) -> list[Declaration]:
    return [item for item in document.deployments[0].declarations if item.type == type]


def test_a_workflow_declares_itself_its_jobs_and_what_they_do(pipelines: LoadAll) -> None:
    [document] = pipelines({".github/workflows/deploy.yml": WORKFLOW, "infra/main.tf": ""}).values()
    assert [item.address for item in document.deployments[0].declarations] == [
        "workflow",
        "jobs.apply",
        "jobs.apply.steps[1].login",
        "jobs.apply.steps[1].deploy",
        "jobs.apply.steps[1].deploy[1]",
        "jobs.apply.steps[2].deploy",
    ]
    assert of_type(document, "pipeline.workflow")[0].attributes["triggers"] == ["push", "manual"]


def test_a_job_says_where_it_runs_and_what_it_may_ask_for(pipelines: LoadAll) -> None:
    [document] = pipelines({".github/workflows/deploy.yml": WORKFLOW}).values()
    [job] = of_type(document, "pipeline.job")
    assert job.attributes["runner"] == {
        "kind": "hosted", "labels": ["ubuntu-latest"], "pool": "", "image": "ubuntu-latest", "container": "",
    }  # fmt: skip
    assert job.attributes["id_token"] is True
    assert job.attributes["environment"] == "production"


def test_a_program_that_signs_in_again_in_the_same_way_is_one_sign_in(pipelines: LoadAll) -> None:
    [document] = pipelines({".github/workflows/deploy.yml": WORKFLOW}).values()
    [login] = of_type(document, "pipeline.login")
    assert login.attributes["method"] == "oidc"
    assert text(login.attributes["client_id"]) == "${vars.CLIENT}"
    assert isinstance(login.attributes["job"], Unknown)
    assert str(login.attributes["job"].origin) == "jobs.apply"


def test_a_command_is_reported_at_its_own_line(pipelines: LoadAll) -> None:
    [document] = pipelines({".github/workflows/deploy.yml": WORKFLOW}).values()
    spans = [item.span_of(("tool",)) for item in of_type(document, "pipeline.deploy")]
    found = [WORKFLOW.encode()[span.start : span.end].decode() for span in spans if isinstance(span, Span)]
    assert found[0] == "terraform -chdir=infra init -backend-config=key=prod"
    assert found[1].startswith("terraform -chdir=infra apply")


def test_calls_of_terraform_in_one_job_and_folder_are_one_invocation(pipelines: LoadAll) -> None:
    [document] = pipelines({".github/workflows/deploy.yml": WORKFLOW, "infra/main.tf": ""}).values()
    [item] = document.invocations
    assert (item.directory, item.name, item.var_files) == ("infra", "production", ("infra/env/prod.tfvars",))
    assert dict(item.backend) == {"key": "prod"}
    assert len(item.steps) == 2


def test_an_unknown_variable_file_leaves_only_that_the_folder_is_applied(pipelines: LoadAll) -> None:
    changed = WORKFLOW.replace("env/prod.tfvars", "env/${{ inputs.env }}.tfvars")
    [document] = pipelines({".github/workflows/deploy.yml": changed, "infra/main.tf": ""}).values()
    [item] = document.invocations
    assert (item.directory, item.name, item.var_files) == ("infra", "", ())


def test_an_argument_that_may_be_anything_leaves_only_that_the_folder_is_applied(pipelines: LoadAll) -> None:
    changed = WORKFLOW.replace("-var-file=env/prod.tfvars", "${{ vars.PARAMETERS }} -lock=false")
    [document] = pipelines({".github/workflows/deploy.yml": changed, "infra/main.tf": ""}).values()
    [item] = document.invocations
    assert (item.directory, item.name, item.var_files, dict(item.variables)) == ("infra", "", (), {})


def test_a_folder_that_is_only_initialised_is_not_applied(pipelines: LoadAll) -> None:
    changed = WORKFLOW.replace("infra apply -auto-approve", "infra test")
    [document] = pipelines({".github/workflows/deploy.yml": changed, "infra/main.tf": ""}).values()
    assert document.invocations == ()


def test_a_job_that_only_destroys_names_no_environment(pipelines: LoadAll) -> None:
    changed = WORKFLOW.replace("infra apply -auto-approve", "infra destroy")
    [document] = pipelines({".github/workflows/deploy.yml": changed, "infra/main.tf": ""}).values()
    assert [item.name for item in document.invocations] == [""]


def test_a_folder_is_found_from_the_project_that_the_pipeline_belongs_to(pipelines: LoadAll) -> None:
    [document] = pipelines({"sub/.github/workflows/deploy.yml": WORKFLOW, "sub/infra/main.tf": ""}).values()
    assert document.invocations[0].directory == "sub/infra"


def test_the_checkout_folder_is_left_away(pipelines: LoadAll) -> None:
    script = "trigger: none\npool: {vmImage: ubuntu-latest}\nsteps:\n  - script: terraform apply\n"
    script += "    workingDirectory: $(Build.SourcesDirectory)/infra\n"
    [document] = pipelines({"azure-pipelines.yml": script, "infra/main.tf": ""}).values()
    assert [item.directory for item in document.invocations] == ["infra"]


def test_a_task_signs_in_and_deploys_a_template(pipelines: LoadAll) -> None:
    script = (
        "trigger: [main]\npool: agents\nsteps:\n  - task: AzureResourceManagerTemplateDeployment@3\n    inputs:\n"
        "      azureResourceManagerConnection: sc-prod\n      csmFile: deploy/main.json\n"
        "      csmParametersFile: deploy/prod.parameters.json\n"
    )
    [document] = pipelines({"azure-pipelines.yml": script, "deploy/main.json": "{}"}).values()
    [login] = of_type(document, "pipeline.login")
    assert (login.attributes["method"], login.attributes["connection"]) == ("service-connection", "sc-prod")
    assert [(item.directory, item.var_files) for item in document.invocations] == [
        ("deploy/main.json", ("deploy/prod.parameters.json",))
    ]


def test_a_sign_in_that_a_parameter_offers_beside_the_default_is_told(pipelines: LoadAll) -> None:
    text = """
trigger: none
parameters:
- {name: own, type: boolean, default: false}
steps:
- ${{ if parameters.own }}:
  - script: az login --identity
- ${{ else }}:
  - script: az login --service-principal -u a -t t -p $(secret)
"""
    [document] = pipelines({"azure-pipelines.yml": text}).values()
    found = {str(item.value(("method",))): item.value(("alternative",)) for item in of_type(document, "pipeline.login")}
    assert found["managed-identity"] is True
    assert found["secret"] is MISSING


def test_a_gitlab_job_signs_in_with_its_own_token(pipelines: LoadAll) -> None:
    script = (
        "apply:\n  id_tokens: {AZ: {aud: api}}\n  script:\n"
        "    - az login --service-principal --federated-token $AZ -u c -t t\n    - cd infra\n    - terraform apply\n"
    )
    [document] = pipelines({".gitlab-ci.yml": script, "infra/main.tf": ""}).values()
    assert [item.attributes["method"] for item in of_type(document, "pipeline.login")] == ["oidc"]
    assert [item.directory for item in document.invocations] == ["infra"]


def test_a_workflow_that_only_others_call_is_read_where_it_is_called(pipelines: LoadAll) -> None:
    caller = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/called.yml\n"
    called = "on: workflow_call\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps: [{run: az login --identity}]\n"
    found = pipelines({".github/workflows/caller.yml": caller, ".github/workflows/called.yml": called})
    assert list(found) == [".github/workflows/caller.yml"]
    [login] = of_type(found[".github/workflows/caller.yml"], "pipeline.login")
    assert login.callers


def test_templates_of_other_engines_and_plain_yaml_are_no_pipelines(pipelines: LoadAll) -> None:
    files = {
        "templates/.github/workflows/x.yml": "{% if a %}\non: push\n{% endif %}\n",
        "k8s/deploy.yaml": "apiVersion: v1\nkind: Pod\n",
        "tests/fixtures/steps.yml": "steps:\n  - script: az login --identity\n",
    }
    assert pipelines(files) == {}


@pytest.mark.parametrize("path", ["azure-pipelines.yml", ".github/workflows/d.yml", ".gitlab-ci.yml"])
@pytest.mark.parametrize("content", [b"trigger: [main]\nsteps:\n- bash: echo \xff\n", b"\xff\xfet\x00r\x00"])
def test_a_pipeline_that_is_no_text_is_one_problem(tmp_path: Path, path: str, content: bytes) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(content)
    tree = SourceTree(tmp_path)
    [unit] = find_pipelines(tree, [path], Settings())
    document = load(tree, unit, ALL, Settings())
    [problem] = document.problems
    assert problem.location.path == path
    assert document.files == ()
