"""Stages, jobs and steps in the model's terms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Job, Pipeline
from idlint.values import Unknown, text

Read = Callable[..., Pipeline]


def job(pipeline: Pipeline) -> Job:
    (found,) = pipeline.jobs
    return found


def test_steps_alone_are_one_job(azp: Read) -> None:
    found = job(azp("pool: {vmImage: ubuntu-22.04}\nsteps:\n- script: a\n- bash: b\n- pwsh: c\n- powershell: d\n"))
    assert found.address == "jobs.job"
    assert (found.runner.kind, found.runner.image) == ("hosted", "ubuntu-22.04")
    assert [(step.script, step.shell) for step in found.steps] == [
        ("a", ""), ("b", "bash"), ("c", "pwsh"), ("d", "powershell"),
    ]  # fmt: skip


def test_a_stage_waits_for_the_one_before_unless_it_says_for_which(azp: Read) -> None:
    pipeline = azp(
        """
        stages:
        - stage: build
          jobs: [{job: a, steps: []}, {job: b, dependsOn: a, steps: []}]
        - stage: test
          jobs: [{job: c, steps: []}]
        - stage: side
          dependsOn: []
          jobs: [{job: d, steps: []}]
        - stage: deploy
          dependsOn: [test, side]
          jobs: [{job: e, steps: []}]
        """
    )
    needs = {found.name: found.needs for found in pipeline.jobs}
    a, b = "stages.build.jobs.a", "stages.build.jobs.b"
    assert needs == {
        "a": (), "b": (a,), "c": (a, b), "d": (), "e": ("stages.test.jobs.c", "stages.side.jobs.d"),
    }  # fmt: skip


def test_a_deployment_job_runs_all_hooks_of_its_strategy(azp: Read) -> None:
    found = job(
        azp(
            """
            jobs:
            - deployment: web
              environment: {name: prod, resourceType: VirtualMachine}
              strategy:
                canary:
                  increments: [10, 20]
                  preDeploy: {steps: [{script: pre}]}
                  deploy: {steps: [{script: deploy}, {script: again}]}
                  routeTraffic: {steps: [{script: route}]}
                  postRouteTraffic: {steps: [{script: post}]}
                  on:
                    failure: {steps: [{script: rollback}]}
                    success: {steps: [{script: done, condition: always()}]}
            """
        )
    )
    assert found.environment == "prod"
    assert [(step.address.removeprefix("jobs.web."), step.script, step.condition) for step in found.steps] == [
        ("preDeploy.steps[0]", "pre", None),
        ("deploy.steps[0]", "deploy", None),
        ("deploy.steps[1]", "again", None),
        ("routeTraffic.steps[0]", "route", None),
        ("postRouteTraffic.steps[0]", "post", None),
        ("on.failure.steps[0]", "rollback", "failed()"),
        ("on.success.steps[0]", "done", "always()"),
    ]


def test_a_matrix_gives_one_job_for_each_leg(azp: Read) -> None:
    pipeline = azp(
        """
        jobs:
        - job: build
          strategy:
            matrix:
              east: {region: eastus}
              west: {region: westus}
          steps: [{script: 'go $(region)'}]
        - job: after
          dependsOn: build
          steps: []
        """
    )
    assert {found.address: [text(step.script) for step in found.steps] for found in pipeline.jobs} == {
        'jobs.build["east"]': ["go eastus"], 'jobs.build["west"]': ["go westus"], "jobs.after": [],
    }  # fmt: skip
    assert pipeline.jobs[2].needs == ('jobs.build["east"]', 'jobs.build["west"]')


LARGE = "{" + ", ".join(f"leg{number}: {{}}" for number in range(300)) + "}"


@pytest.mark.parametrize("matrix", ["$[ dependencies.a.outputs['b.c'] ]", LARGE])
def test_a_matrix_that_is_not_known_or_too_large_is_one_job_in_doubt(azp: Read, matrix: str) -> None:
    found = job(azp(f"jobs:\n- job: a\n  strategy:\n    matrix: {matrix}\n  steps: []\n"))
    assert (found.address, found.maybe) == ('jobs.a["?"]', "matrix is not known")


def test_variables_of_all_levels_and_their_groups(azp: Read) -> None:
    found = job(
        azp(
            """
            variables:
            - group: common
            - {name: a, value: root}
            - {name: b, value: root}
            stages:
            - stage: s
              variables: {b: stage, c: stage}
              jobs:
              - job: j
                variables:
                - group: secrets-$(c)
                - {name: c, value: 'job of $(b)'}
                steps:
                - script: $(a) $(b) $(c) $(unknown)
                  env: {OWN: $(a), B: own}
            """
        )
    )
    assert text(found.steps[0].script) == "root stage job of stage ${variables.unknown}"
    assert found.groups == ("common", "secrets-job of stage")
    assert found.variables == {"a": "root", "b": "stage", "c": "job of stage"}
    assert found.steps[0].env == {"A": "root", "B": "own", "C": "job of stage", "OWN": "root"}


def test_a_task_with_its_inputs_in_lower_case(azp: Read) -> None:
    found = job(
        azp(
            """
            steps:
            - task: AzureCLI@2
              name: login
              displayName: Sign in
              retryCountOnTaskFailure: 3
              timeoutInMinutes: 5
              continueOnError: true
              condition: and(succeeded(), eq(variables.x, 1))
              inputs:
                azureSubscription: sc-$(env)
                scriptType: pscore
                scriptLocation: inlineScript
                inlineScript: |
                  az account show
                workingDirectory: ./infra/
            """
        )
    )
    (step,) = found.steps
    assert (step.action, step.shell, step.directory, step.id, step.name) == (
        "AzureCLI@2", "pwsh", "infra", "login", "Sign in",
    )  # fmt: skip
    assert (step.retries, step.timeout_minutes, step.continue_on_error) == (3, 5, True)
    assert step.condition == "and(succeeded(), eq(variables.x, 1))"
    assert step.script == "az account show\n"
    assert text(step.inputs["azuresubscription"]) == "sc-${variables.env}"
    assert {"run", "retries", "condition", "azuresubscription", "inlinescript"} <= set(step.spans)


def test_a_step_that_is_switched_off_is_left_out_and_one_that_may_be_is_in_doubt(azp: Read) -> None:
    found = job(azp("steps:\n- {script: a, enabled: false}\n- {script: b, enabled: $(on)}\n"))
    assert [(step.script, step.address, bool(step.maybe)) for step in found.steps] == [("b", "jobs.job.steps[0]", True)]


def test_an_approval_makes_its_job_manual(azp: Read) -> None:
    pipeline = azp(
        """
        jobs:
        - job: wait
          pool: server
          steps: [{task: ManualValidation@0, inputs: {notifyUsers: ''}}]
        - job: deploy
          dependsOn: wait
          steps: []
        """
    )
    assert [(found.name, found.manual, found.runner.kind) for found in pipeline.jobs] == [
        ("wait", True, "hosted"), ("deploy", True, "unknown"),
    ]  # fmt: skip


def test_a_stage_that_is_started_by_hand_makes_its_jobs_manual(azp: Read) -> None:
    assert job(azp("stages:\n- stage: s\n  trigger: manual\n  jobs: [{job: a, steps: []}]\n")).manual


def test_the_conditions_of_stage_and_job_both_have_to_hold(azp: Read) -> None:
    pipeline = azp(
        """
        stages:
        - stage: s
          condition: eq(1, 1)
          jobs:
          - {job: a, condition: failed(), steps: []}
          - {job: b, steps: []}
        """
    )
    assert [found.condition for found in pipeline.jobs] == ["and(eq(1, 1), failed())", "eq(1, 1)"]


@pytest.mark.parametrize(
    ("pool", "kind", "name", "image"),
    [
        ("agents", "self-hosted", "agents", ""),
        ("{name: agents, demands: [agent.os -equals Linux]}", "self-hosted", "agents", ""),
        ("{name: Azure Pipelines, vmImage: windows-2022}", "hosted", "Azure Pipelines", "windows-2022"),
        ("{name: Hosted Ubuntu 1604}", "hosted", "Hosted Ubuntu 1604", ""),
        ("{vmImage: $(image)}", "hosted", "", "${variables.image}"),
        ("{name: $(pool)}", "unknown", "${variables.pool}", ""),
        ("server", "hosted", "server", ""),
        ("{type: linux}", "unknown", "", ""),
    ],
)
def test_pools(azp: Read, pool: str, kind: str, name: str, image: str) -> None:
    runner = job(azp(f"pool: {pool}\nsteps: []\n")).runner
    assert (runner.kind, text(runner.pool), text(runner.image)) == (kind, name, image)


def test_a_pool_that_a_parameter_of_the_pipeline_names_is_not_known(azp: Read) -> None:
    pipeline = azp("parameters: [{name: p, default: agents}]\npool: '${{ parameters.p }}'\nsteps: []\n")
    pool = job(pipeline).runner.pool
    assert isinstance(pool, Unknown)
    assert str(pool.origin) == "parameters.p"
    assert pipeline.defaults == {"p": "agents"}


def test_a_hook_may_name_the_pool(azp: Read) -> None:
    pipeline = azp(
        """
        jobs:
        - deployment: d
          environment: e
          strategy: {runOnce: {deploy: {pool: agents, steps: [{script: x}]}}}
        """
    )
    assert job(pipeline).runner.pool == "agents"


@pytest.mark.parametrize("form", ["list", "mapping"])
def test_a_variable_that_a_parameter_of_the_pipeline_decides_is_not_known(azp: Read, form: str) -> None:
    prod, other = ("- {name: sc, value: p}", "- {name: sc, value: d}") if form == "list" else ("sc: p", "sc: d")
    dash = "- " if form == "list" else ""
    pipeline = azp(
        "parameters: [{name: env, default: dev}]\nvariables:\n"
        f"{dash}${{{{ if eq(parameters.env, 'prod') }}}}:\n    {prod}\n{dash}${{{{ else }}}}:\n    {other}\n"
        "steps:\n- script: run $(sc) ${{ variables.sc }}\n"
    )
    script = job(pipeline).steps[0].script
    assert isinstance(script, Unknown)
    assert isinstance(script.known, tuple)
    assert [piece for piece in script.known if isinstance(piece, str)] == ["run ", " "]


def test_a_container_job_runs_in_the_image_of_its_resource(azp: Read) -> None:
    pipeline = azp(
        """
        resources: {containers: [{container: tools, image: 'acr.azurecr.io/tools:1'}]}
        jobs:
        - {job: a, container: tools, steps: []}
        - {job: b, container: {image: 'alpine:3'}, steps: []}
        - {job: c, container: 'debian:12', steps: []}
        """
    )
    assert [found.runner.container for found in pipeline.jobs] == ["acr.azurecr.io/tools:1", "alpine:3", "debian:12"]


def test_jobs_of_one_name_have_addresses_of_their_own(azp: Read) -> None:
    pipeline = azp("jobs:\n- {job: a, steps: []}\n- {job: a, steps: []}\n")
    assert [found.address for found in pipeline.jobs] == ["jobs.a", "jobs.a#2"]


def test_what_is_no_step_is_a_problem(azp: Read) -> None:
    pipeline = azp("steps:\n- scrip: x\n- script: y\n")
    assert [problem.message[:15] for problem in pipeline.problems] == ["expected a step"]


def test_other_kinds_of_steps_keep_what_they_say(azp: Read) -> None:
    found = job(azp("steps:\n- checkout: self\n  path: s/app\n- download: current\n  artifact: drop\n"))
    assert [(step.action, step.inputs) for step in found.steps] == [
        ("checkout", {"checkout": "self", "path": "s/app"}),
        ("download", {"download": "current", "artifact": "drop"}),
    ]
