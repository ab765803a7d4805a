"""Steps of jobs: scripts, actions, and composite actions of the same repository."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Pipeline
from idlint.source import Span
from idlint.values import Origin, Unknown, text

Read = Callable[..., Pipeline]

COMPOSITE = """\
name: deploy
inputs:
  env: {required: true}
  region: {default: eastus}
  ref: {default: "${{ github.ref }}"}
runs:
  using: composite
  steps:
    - uses: azure/login@v2
      with: {client-id: "${{ inputs.env }}-${{ inputs.region }}"}
    - if: inputs.env == 'dev'
      run: echo dev
      shell: bash
    - run: terraform apply
      shell: bash
      working-directory: infra/${{ inputs.env }}
      env: {OWN: "${{ env.OUTER }}"}
"""


def test_a_script_has_shell_folder_and_environment(workflow: Read) -> None:
    pipeline = workflow(
        """\
        on: push
        env: {A: workflow, B: workflow}
        defaults: {run: {shell: pwsh, working-directory: ./infra/}}
        jobs:
          d:
            runs-on: ubuntu-latest
            env: {B: job, C: "${{ env.A }}-job"}
            steps:
              - id: one
                name: Apply ${{ env.B }}
                run: |
                  terraform apply
                env: {D: "${{ env.C }}"}
                timeout-minutes: 5
                continue-on-error: true
              - run: ls
                shell: bash
                working-directory: ${{ github.workspace }}/other
        """
    )
    assert pipeline.problems == ()
    first, second = pipeline.jobs[0].steps
    assert first.address == "jobs.d.steps[0]"
    assert (first.id, first.name, first.script, first.shell) == ("one", "Apply job", "terraform apply\n", "pwsh")
    assert (first.directory, first.timeout_minutes, first.continue_on_error) == ("infra", 5, True)
    assert first.env == {"A": "workflow", "B": "job", "C": "workflow-job", "D": "workflow-job"}
    assert (second.shell, second.directory, second.env["B"]) == ("bash", "other", "job")


def test_an_action_has_its_inputs_in_lower_case_with_places(workflow: Read) -> None:
    source = (
        "d:\n  steps:\n    - uses: Azure/Login@v2\n      if: ${{ github.ref == 'x' }}\n"
        "      with: {Client-Id: '${{ secrets.ID }}', retry: false}\n"
    )
    (step,) = workflow(source).jobs[0].steps
    assert step.action == "Azure/Login@v2"
    assert step.inputs["retry"] is False
    identity = step.inputs["client-id"]
    assert isinstance(identity, Unknown)
    assert identity.origin == Origin("secrets.ID")
    assert step.condition == "github.ref == 'x'"
    span = step.spans["client-id"]
    assert isinstance(span, Span)
    assert span.end - span.start == len("'${{ secrets.ID }}'")
    assert {"uses", "condition", "retry"} <= set(step.spans)


def test_steps_that_run_at_the_same_time_are_steps_and_waiting_for_them_is_none(workflow: Read) -> None:
    pipeline = workflow(
        """\
        d:
          steps:
            - {id: server, run: npm start, background: true}
            - if: github.ref == 'x'
              parallel:
                - uses: azure/login@v2
                - run: terraform apply
            - wait: server
            - wait-all:
            - cancel: server
        """
    )
    assert pipeline.problems == ()
    server, login, apply = pipeline.jobs[0].steps
    assert (server.script, login.action, apply.script) == ("npm start", "azure/login@v2", "terraform apply")
    assert (apply.address, apply.condition) == ("jobs.d.steps[1].steps[1]", "github.ref == 'x'")


def test_an_inline_script_of_an_action_is_a_script(workflow: Read) -> None:
    source = "d:\n  steps:\n    - uses: azure/cli@v2\n      with: {inlineScript: az group list}\n"
    (step,) = workflow(source).jobs[0].steps
    assert (step.script, step.shell, step.action) == ("az group list", "bash", "azure/cli@v2")
    assert step.spans["run"] == step.spans["inlinescript"]


def test_a_composite_action_is_followed_with_its_inputs(workflow: Read) -> None:
    pipeline = workflow(
        """\
        d:
          env: {OUTER: o}
          steps:
            - uses: actions/checkout@v4
            - uses: ./.github/actions/deploy
              if: github.ref == 'refs/heads/main'
              with: {env: prod}
        """,
        {".github/actions/deploy/action.yml": COMPOSITE},
    )
    assert pipeline.problems == ()
    _, login, apply = pipeline.jobs[0].steps
    assert login.address == "jobs.d.steps[1].steps[0]"
    assert login.inputs == {"client-id": "prod-eastus"}
    assert login.condition == "github.ref == 'refs/heads/main'"
    assert [call.address for call in login.callers] == ["jobs.d.steps[1]"]
    assert isinstance(login.header, Span)
    assert login.header.path == ".github/actions/deploy/action.yml"
    assert (apply.script, apply.directory, apply.env) == ("terraform apply", "infra/prod", {"OUTER": "o", "OWN": "o"})
    assert pipeline.files == (".github/workflows/w.yml", ".github/actions/deploy/action.yml")


def test_the_call_of_a_composite_action_may_be_unknown_in_part(workflow: Read) -> None:
    pipeline = workflow(
        "d:\n  steps:\n    - uses: ./a\n      with: {env: '${{ vars.ENV }}'}\n", {"a/action.yaml": COMPOSITE}
    )
    login, echo, apply = pipeline.jobs[0].steps
    assert text(login.inputs["client-id"]) == "${vars.ENV}-eastus"
    assert echo.condition == "inputs.env == 'dev'"
    assert text(apply.directory) == "infra/${vars.ENV}"


def test_steps_of_an_action_have_names_of_their_own(workflow: Read) -> None:
    action = "runs: {using: composite, steps: [{run: '${{ steps.a.outputs.b }} ${{ env.C }}', shell: sh}]}\n"
    (step,) = workflow("d:\n  steps:\n    - uses: ./a\n", {"a/action.yml": action}).jobs[0].steps
    assert text(step.script) == "${jobs.d.steps[0].steps.a.outputs.b} ${jobs.d.env.C}"


@pytest.mark.parametrize("using", ["node20", "docker"])
def test_other_local_actions_stay_actions(workflow: Read, using: str) -> None:
    pipeline = workflow("d:\n  steps:\n    - uses: ./a\n", {"a/action.yml": f"runs: {{using: {using}, main: x.js}}\n"})
    assert pipeline.problems == ()
    assert [step.action for step in pipeline.jobs[0].steps] == ["./a"]


def test_a_missing_local_action_is_a_problem_at_its_name(workflow: Read) -> None:
    pipeline = workflow("d:\n  steps:\n    - uses: ./nowhere\n")
    (problem,) = pipeline.problems
    assert "`./nowhere` is not in this repository" in problem.message
    assert [step.action for step in pipeline.jobs[0].steps] == ["./nowhere"]


def test_a_local_action_that_a_checkout_may_bring_is_none(workflow: Read) -> None:
    pipeline = workflow(
        "d:\n  steps:\n    - uses: actions/checkout@v4\n      with: {repository: o/r, path: o}\n    - uses: ./o\n"
    )
    assert pipeline.problems == ()


def test_the_folder_of_a_checkout_is_left_away(workflow: Read) -> None:
    pipeline = workflow(
        """\
        d:
          defaults: {run: {working-directory: repo/infra}}
          steps:
            - uses: actions/checkout@v4
              with: {path: repo}
            - {run: x}
            - {run: x, working-directory: repo}
            - {run: x, working-directory: repository}
            - uses: ./repo/act
        """,
        {"act/action.yml": "runs: {using: composite, steps: [{run: y, shell: sh}]}\n"},
    )
    assert pipeline.problems == ()
    assert [step.directory for step in pipeline.jobs[0].steps[1:4]] == ["infra", "", "repository"]
    assert pipeline.jobs[0].steps[4].script == "y"


def test_beside_a_checkout_at_the_root_folders_are_what_they_are(workflow: Read) -> None:
    checkouts = "[{uses: actions/checkout@v4}, {uses: actions/checkout@v4, with: {path: old}}]"
    steps = checkouts.removesuffix("]") + ", {run: x, working-directory: old/infra}]"
    assert workflow(f"d:\n  steps: {steps}\n").jobs[0].steps[2].directory == "old/infra"


def test_a_composite_action_that_calls_itself_is_one_problem(workflow: Read) -> None:
    loop = "runs: {using: composite, steps: [{uses: ./a}, {uses: ./a}]}\n"
    pipeline = workflow("d:\n  steps:\n    - uses: ./a\n", {"a/action.yml": loop})
    assert ["calls itself" in problem.message for problem in pipeline.problems] == [True, True]


def test_composite_actions_cannot_multiply_without_end(workflow: Read) -> None:
    files = {
        f"a{n}/action.yml": f"runs: {{using: composite, steps: [{', '.join([f'{{uses: ./a{n + 1}}}'] * 40)}]}}\n"
        for n in range(8)
    }
    pipeline = workflow("d:\n  steps:\n    - uses: ./a0\n", {**files, "a8/action.yml": "runs: {using: composite}\n"})
    assert pipeline.exhausted
    assert [hole.reason for hole in pipeline.holes] == ["budget"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("{a: b}", "`steps` is a list"),
        ("[x]", "a step is a mapping"),
        ("[{name: x}]", "neither"),
        ("[{uses: [x]}]", "names an action"),
        ("[{run: x, if: [y]}]", "`if` is an expression"),
        ("[{run: x, if: 'a =='}]", "does not parse"),
        ("[{run: 'x ${{ a b }}'}]", "does not parse"),
        ("[{run: 'x ${{ a'}]", "no closing"),
    ],
)
def test_what_is_no_step_is_a_problem(workflow: Read, steps: str, words: str) -> None:
    (problem,) = workflow(f"d:\n  steps: {steps}\n").problems
    assert words in problem.message


def test_an_expression_in_a_script_that_does_not_parse_is_a_problem_on_its_line(workflow: Read) -> None:
    text = "on: push\njobs:\n  d:\n    steps:\n      - run: |\n          a ${{ 'x' }}\n          # no ${{ }} here\n"
    (problem,) = workflow(text).problems
    assert isinstance(problem.location, Span)
    assert text[problem.location.start : problem.location.end] == "# no ${{ }} here"


def test_steps_that_certainly_never_run_are_left_out(workflow: Read) -> None:
    pipeline = workflow("d:\n  steps: [{run: a, if: false}, {run: b, if: '${{ true }}'}, {run: c, if: always()}]\n")
    assert [(step.script, step.condition) for step in pipeline.jobs[0].steps] == [("b", None), ("c", "always()")]
