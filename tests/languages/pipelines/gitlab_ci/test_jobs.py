"""Single jobs: scripts, variables, runners, tokens."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from idlint.languages.pipelines.model import Job, Pipeline
from idlint.source import Span
from idlint.values import Unknown, text

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


def test_what_runs_before_shares_a_shell_with_the_script(jobs: Jobs) -> None:
    source = (
        "a:\n  before_script: [az login]\n"
        "  script:\n    - |\n      one\n      two\n    - three\n  after_script: [bye]\n"
    )
    first, last = jobs(source)["a"].steps
    assert (first.address, first.script) == ("jobs.a.steps[0]", "az login\none\ntwo\nthree")
    assert (last.address, last.script) == ("jobs.a.steps[1]", "bye")
    assert (last.condition, last.continue_on_error) == ("always()", True)
    lines = {name: source[span.start : span.end] for name, span in first.spans.items() if isinstance(span, Span)}
    assert lines["run[0]"] == "az login"
    assert (lines["run[1]"], lines["run[2]"]) == ("one", "two")
    assert lines["run[3]"] == "three"
    assert lines["run"].startswith("- |")


def test_folded_commands_are_one_place(jobs: Jobs) -> None:
    source = "a:\n  script:\n    - >\n      one\n      two\n    - |-\n      ä\n\n      ö\n"
    (step,) = jobs(source)["a"].steps
    assert step.script == "one two\nä\n\nö"
    data = source.encode()
    places = [
        data[span.start : span.end] for name, span in step.spans.items() if "[" in name and isinstance(span, Span)
    ]
    assert [place.decode() for place in places] == [
        ">\n      one\n      two",
        "ä",
        "|-\n      ä\n\n      ö",
        "ö",
    ]


def test_variables_name_variables(jobs: Jobs) -> None:
    job = jobs(
        """\
        variables: {REG: 'reg.io', IMG: '$REG/img', BOTH: {value: v, description: d}}
        a:
          image: ${IMG}:$CI_COMMIT_SHA
          environment: {name: prod-$BOTH}
          tags: ["$REG", "$$x"]
          script: echo $IMG
          variables: {LOOP: "$LOOP"}
        """
    )["a"]
    assert text(job.runner.container) == "reg.io/img:${variables.CI_COMMIT_SHA}"
    assert (job.environment, job.runner.labels) == ("prod-v", ("reg.io", "$x"))
    assert job.steps[0].script == "echo $IMG"
    assert job.variables["IMG"] == "reg.io/img"


def test_the_environment_of_a_script_is_expanded(jobs: Jobs) -> None:
    job = jobs("variables: {ROOT: $CI_PROJECT_DIR/infra, A: '${ROOT}/a'}\na: {script: cd $A}\n")["a"]
    assert text(job.steps[0].env["A"]) == "${variables.CI_PROJECT_DIR}/infra/a"


def test_variables_that_rules_set_are_unknown(jobs: Jobs) -> None:
    job = jobs(
        """\
        workflow: {rules: [{if: $X, variables: {ENV: prod}}, {when: always}]}
        variables: {ENV: dev, SIZE: s, KEPT: k}
        a: {script: x, environment: $ENV, rules: [{if: $Y, variables: {SIZE: l}}]}
        """
    )["a"]
    assert isinstance(job.environment, Unknown)
    assert job.environment.reason == "variable depends on rules"
    assert [isinstance(job.variables[name], Unknown) for name in ("SIZE", "KEPT")] == [True, False]


def test_a_variable_that_names_itself_is_unknown(jobs: Jobs) -> None:
    job = jobs("a: {script: x, variables: {A: '$B', B: '$A'}, environment: '$A'}\n")["a"]
    assert isinstance(job.environment, Unknown)


def test_global_variables_can_be_left_out(jobs: Jobs) -> None:
    found = jobs(
        "variables: {A: x, B: y}\n"
        "a: {script: x, inherit: {variables: false}}\nb: {script: x, inherit: {variables: [B]}}\n"
    )
    assert (found["a"].variables, found["b"].variables) == ({}, {"B": "y"})


def test_tokens_and_secrets(jobs: Jobs) -> None:
    job = jobs(
        """\
        a:
          id_tokens: {AZURE_TOKEN: {aud: 'api://AzureADTokenExchange'}}
          secrets: {DB: {azure_key_vault: {name: db}, token: $AZURE_TOKEN}, V: {vault: a/b@c}}
          script: x
        """
    )["a"]
    assert job.id_token is True
    assert job.groups == ("azure_key_vault", "vault")
    assert [str(value.origin) for value in job.variables.values() if isinstance(value, Unknown)] == [
        "id_tokens.AZURE_TOKEN", "secrets.DB", "secrets.V",
    ]  # fmt: skip
    assert job.steps[0].inputs["id_tokens"] == {"AZURE_TOKEN": {"aud": "api://AzureADTokenExchange"}}
    assert {"id_tokens", "secrets"} <= set(job.steps[0].spans)


@pytest.mark.parametrize(
    ("retry", "expected"), [("2", 2), ("{max: 1, when: [runner_system_failure]}", 1), ("{when: always}", 0)]
)
def test_retries(jobs: Jobs, retry: str, expected: int) -> None:
    assert jobs(f"a: {{script: x, retry: {retry}}}\n")["a"].retries == expected


@pytest.mark.parametrize(
    ("timeout", "minutes"),
    [
        ("1h 30m", 90), ("3 hours 30 minutes", 210), ("1 hour and 5 minutes", 65), ("90s", Decimal("1.5")),
        ("3600", 60),
        ("2 days", 2880), ("1mo", 43_800), ("1h, 1m", 61), ("whenever", None),
    ],
)  # fmt: skip
def test_timeouts_are_minutes(jobs: Jobs, timeout: str, minutes: object) -> None:
    found = jobs(f"a: {{script: x, timeout: '{timeout}'}}\n")["a"].timeout_minutes
    assert isinstance(found, Unknown) if minutes is None else found == minutes


def test_a_matrix_makes_instances(jobs: Jobs) -> None:
    found = jobs(
        """\
        a:
          script: x
          environment: $ENV
          parallel: {matrix: [{ENV: [dev, prod], R: eu}, {ENV: test}]}
        b: {script: x, parallel: 5}
        c: {script: x, needs: [a]}
        """
    )
    assert list(found) == ['a["dev, eu"]', 'a["prod, eu"]', 'a["test"]', "b", "c"]
    assert found['a["prod, eu"]'].environment == "prod"
    assert len(found["c"].needs) == 3


def test_a_matrix_that_is_too_large_is_one_symbolic_job(jobs: Jobs) -> None:
    values = ", ".join(map(str, range(20)))
    found = jobs(f"a: {{script: x, parallel: {{matrix: [{{A: [{values}], B: [{values}]}}]}}}}\n")
    assert [(name, job.maybe) for name, job in found.items()] == [("a[?]", "matrix is unknown")]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [("[saas-linux-small-amd64]", "hosted"), ("[self-hosted]", "self-hosted"), ("[docker]", "unknown")],
)
def test_whose_runner_it_is(jobs: Jobs, tags: str, kind: str) -> None:
    assert jobs(f"a: {{script: x, tags: {tags}}}\n")["a"].runner.kind == kind
