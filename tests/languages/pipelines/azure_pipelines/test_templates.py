"""Templates at every level: parameters bound, paths followed, other repositories opaque, described or mapped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.azure_pipelines.opaque import PASSED
from idlint.languages.pipelines.model import Pipeline
from idlint.settings import PipelineSettings, PipelineTemplate, Settings
from idlint.values import Unknown, text

Read = Callable[..., Pipeline]


def scripts(pipeline: Pipeline) -> list[str]:
    return [text(step.script) for job in pipeline.jobs for step in job.steps]


def test_templates_of_every_level_get_their_parameters(azp: Read) -> None:
    pipeline = azp(
        """
        variables:
        - template: ci/vars.yml
          parameters: {region: westeurope}
        stages:
        - template: /ci/stage.yml
          parameters: {env: prod}
        """,
        {
            "ci/vars.yml": """
                parameters: [{name: region, type: string}]
                variables: {location: '${{ parameters.region }}'}
                """,
            "ci/stage.yml": """
                parameters:
                - {name: env, type: string}
                - {name: retry, type: boolean, default: true}
                stages:
                - stage: ${{ parameters.env }}
                  jobs:
                  - template: jobs/job.yml
                    parameters:
                      name: deploy_${{ parameters.env }}
                      before:
                      - script: before ${{ parameters.env }}
                """,
            "ci/jobs/job.yml": """
                parameters: [{name: name}, {name: before, type: stepList, default: []}]
                jobs:
                - job: ${{ parameters.name }}
                  steps:
                  - ${{ parameters.before }}
                  - template: ../steps/run.yml@self
                    parameters: {what: $(location)}
                """,
            "ci/steps/run.yml": "parameters: {what: ''}\nsteps:\n- script: run ${{ parameters.what }}\n",
        },
    )
    assert not pipeline.problems
    assert [job.address for job in pipeline.jobs] == ["stages.prod.jobs.deploy_prod"]
    assert scripts(pipeline) == ["before prod", "run westeurope"]
    last = pipeline.jobs[0].steps[1]
    assert [call.address for call in last.callers] == ["ci/stage.yml", "ci/jobs/job.yml", "ci/steps/run.yml"]
    assert last.address == "stages.prod.jobs.deploy_prod.steps[1]"
    assert set(pipeline.files) == {
        "azure-pipelines.yml", "ci/vars.yml", "ci/stage.yml", "ci/jobs/job.yml", "ci/steps/run.yml",
    }  # fmt: skip


def test_a_pipeline_extends_a_template_that_extends_another(azp: Read) -> None:
    pipeline = azp(
        "pool: {name: agents}\nextends:\n  template: a.yml\n  parameters: {word: hello}\n",
        {
            "a.yml": """
                parameters: [{name: word}]
                variables: {said: '${{ parameters.word }}'}
                extends:
                  template: b.yml
                """,
            "b.yml": "steps:\n- script: echo $(said)\n",
        },
    )
    assert scripts(pipeline) == ["echo hello"]
    assert pipeline.jobs[0].runner.pool == "agents"


def test_a_template_that_does_not_exist_is_a_problem_and_a_hole(azp: Read) -> None:
    pipeline = azp("steps:\n- template: gone.yml\n- script: x\n")
    assert [problem.message for problem in pipeline.problems] == [
        "expected a template at `gone.yml`, which does not exist"
    ]
    assert [hole.reason for hole in pipeline.holes] == ["template cannot be read"]
    assert scripts(pipeline) == ["x"]


def test_templates_that_use_each_other_end_with_one_problem(azp: Read) -> None:
    pipeline = azp(
        "steps:\n- template: a.yml\n",
        {"a.yml": "steps:\n- script: a\n- template: b.yml\n", "b.yml": "steps:\n- template: a.yml\n"},
    )
    assert [problem.message for problem in pipeline.problems] == ["the template `a.yml` uses itself without an end"]


def test_a_template_that_uses_itself_twice_does_not_explode(azp: Read) -> None:
    use = "- template: a.yml\n"
    pipeline = azp(f"steps:\n{use}", {"a.yml": f"steps:\n{use * 20}"})
    assert len(pipeline.problems) >= 1


def test_a_chain_of_templates_is_followed_as_far_as_the_platform_would(azp: Read) -> None:
    files = {f"t{number}.yml": f"steps:\n- template: t{number + 1}.yml\n" for number in range(120)}
    pipeline = azp("steps:\n- template: t0.yml\n", files)
    assert [problem.message for problem in pipeline.problems] == ["templates use templates over more than 40 levels"]


def test_a_template_that_is_not_valid_is_a_problem_in_it(azp: Read) -> None:
    pipeline = azp("steps:\n- template: bad.yml\n", {"bad.yml": "steps:\n- {\n"})
    assert [problem.location.path for problem in pipeline.problems] == ["bad.yml"]


OTHER = """
    resources:
      repositories:
      - {repository: shared, type: git, name: platform/templates}
    steps:
    - template: steps/apply.yml@shared
      parameters: {connection: sc-prod, dir: infra, pool: agents}
    """


def test_a_template_of_another_repository_is_a_hole_with_its_arguments(azp: Read) -> None:
    (hole,) = azp(OTHER).holes
    assert hole.address == "steps/apply.yml@shared"
    assert hole.reason == "template of another repository"
    assert hole.arguments == {"connection": "sc-prod", "dir": "infra", "pool": "agents"}


@pytest.mark.parametrize("name", ["shared", "platform/templates"])
def test_the_configuration_maps_another_repository_to_a_folder(azp: Read, name: str) -> None:
    pipeline = azp(
        OTHER,
        {
            "vendor/t/steps/apply.yml": "steps:\n- template: /more.yml\n- template: near.yml\n",
            "vendor/t/more.yml": "steps:\n- script: more\n",
            "vendor/t/steps/near.yml": "steps:\n- script: near\n",
        },
        Settings(pipelines=PipelineSettings({name: "vendor/t"})),
    )
    assert scripts(pipeline) == ["more", "near"]
    assert not pipeline.holes


@pytest.mark.parametrize(
    ("level", "address"),
    [
        ("steps", "jobs.job.steps[0]"),
        ("jobs", "jobs.apply.steps[0]"),
        ("stages", "stages.apply.jobs.apply.steps[0]"),
    ],
)
def test_the_configuration_describes_a_template_of_another_repository(azp: Read, level: str, address: str) -> None:
    template = PipelineTemplate(
        "*/apply.yml@shared",
        "TerraformTask@5",
        inputs={"workingDirectory": "dir", "environmentServiceNameAzureRM": "connection"},
        values={"command": "apply"},
        pool="pool",
    )
    settings = Settings(pipelines=PipelineSettings(templates=(template,)))
    pipeline = azp(OTHER.replace("steps:", f"{level}:", 1), settings=settings)
    (job,) = pipeline.jobs
    (step,) = job.steps
    assert (step.address, step.action, step.directory) == (address, "TerraformTask@5", "infra")
    assert step.inputs == {
        "command": "apply", "workingdirectory": "infra", "environmentservicenameazurerm": "sc-prod",
    }  # fmt: skip
    assert job.runner.pool == ("agents" if level != "steps" else "")
    assert not pipeline.holes


@pytest.mark.parametrize("level", ["stages", "jobs", "steps"])
def test_what_is_passed_to_an_opaque_template_is_kept_in_doubt(azp: Read, level: str) -> None:
    body = {
        "steps": "- script: x",
        "jobs": "- job: j\n      steps: [{script: x}]",
        "stages": "- stage: s\n      jobs: [{job: j, steps: [{script: x}]}]",
    }[level]
    pipeline = azp(
        f"extends:\n  template: x.yml@other\n  parameters:\n    pool: {{name: p}}\n    {level}:\n    {body}\n"
    )
    (job,) = pipeline.jobs
    assert [step.script for step in job.steps] == ["x"]
    assert job.maybe == PASSED
    assert job.runner.pool == "p"
    assert len(pipeline.holes) == 1


def test_a_path_that_is_not_known_is_a_hole(azp: Read) -> None:
    pipeline = azp("steps:\n- template: ${{ variables.which }}.yml\n")
    assert [hole.reason for hole in pipeline.holes] == ["the path of a template is not known"]


def test_a_path_with_a_parameter_of_the_pipeline_is_that_of_its_default_for_all_but_variables(azp: Read) -> None:
    pipeline = azp(
        """
        parameters: [{name: env, default: dev}]
        variables:
        - template: vars-${{ parameters.env }}.yml
        steps:
        - template: steps-${{ parameters.env }}.yml
        """,
        {"steps-dev.yml": "steps:\n- script: dev $(x)\n", "vars-dev.yml": "variables: {x: of dev only}\n"},
    )
    assert scripts(pipeline) == ["dev ${variables.x}"]
    assert [hole.address for hole in pipeline.holes] == ["vars-${parameters.env}.yml"]


def test_parameters_of_a_template_have_types_and_defaults(azp: Read) -> None:
    pipeline = azp(
        "steps:\n- template: t.yml\n  parameters: {flag: 'false', count: '3'}\n",
        {
            "t.yml": """
                parameters:
                - {name: flag, type: boolean}
                - {name: count, type: number}
                - {name: text, default: word}
                - {name: missing}
                steps:
                - ${{ if parameters.flag }}:
                  - script: flagged
                - ${{ if gt(parameters.count, 2) }}:
                  - script: many ${{ parameters.text }}
                - script: ${{ parameters.missing }}
                """
        },
    )
    values = [step.script for step in pipeline.jobs[0].steps]
    assert values[0] == "many word"
    assert isinstance(values[1], Unknown)
    assert values[1].reason == "parameter without a value"
