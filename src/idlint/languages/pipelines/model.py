"""The one model of a pipeline: what the three dialects are read into, before anything is recognised in it.

Front ends (GitHub Actions, Azure Pipelines, GitLab CI) turn a file into a `Pipeline`, templates and reusable
workflows expanded. `recognition` then says what its steps do, and `declaring` turns both into declarations:

`pipeline.workflow`  one a file; address `workflow`.
    name, dialect, triggers (list of `push`, `pull_request`, `schedule`, `manual`, `call`, `other`),
    schedules (cron texts), inputs (names), repository
`pipeline.job`       one a job instance; address `Pipeline.jobs[].address`.
    workflow, name, needs (addresses), stage, environment, runner: {kind: hosted | self-hosted | unknown, labels,
    pool, image, container}, manual, condition, timeout_minutes, retries, permissions, id_token (bool: may the job
    ask its platform for an OIDC token), schedules, triggers, startable (bool, where it is called in a workflow that a
    person can start as well)
`pipeline.login`     one for each sign-in; address of the step + `.login`.
    job (address), step (address), cloud (azure | aws | gcp | kubernetes | registry | vault), method (secret |
    certificate | access-key | oidc | managed-identity | instance-role | service-connection | ambient | publish-profile
    | token | user), client_id, tenant_id, audience, role (ARN), service_account, connection (service
    connection's name), registry, duration_seconds, retries (int), backoff (bool), unbounded (bool: retries
    without end), condition, continue_on_error, chained (bool: it needs an earlier sign-in of the job), alternative
    (bool, where it is there only if somebody chooses other parameters than the defaults)
`pipeline.deploy`    one for each deployment; address of the step + `.deploy`.
    job, step, tool (terraform | bicep | arm | kubectl | helm | webapp | functionapp | containerapp | vmss |
    cloudformation | …), action (init | plan | apply | destroy | create | …), directory or template (root-relative
    path), app (name), resource_group, var_files, workspace, backend, connection, cloud, retries, condition
`pipeline.secret`    one for each secret store that a step reads; address of the step + `.secret`.
    job, step, store (azure-key-vault | aws-secrets-manager | gcp-secret-manager | vault), name, connection

A value that depends on what only a run knows is Unknown, with its origin (`secrets.X`, `vars.X`, `inputs.x`,
`variables.X`, `parameters.x`) and its literal parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from idlint.directives import Directive
from idlint.document import Call, Hole, Problem
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Value

Dialect: TypeAlias = Literal["github_actions", "azure_pipelines", "gitlab_ci"]
Trigger: TypeAlias = Literal["push", "pull_request", "schedule", "manual", "call", "other"]

WORKFLOW = "pipeline.workflow"
JOB = "pipeline.job"
LOGIN = "pipeline.login"
DEPLOY = "pipeline.deploy"
SECRET = "pipeline.secret"  # noqa: S105 - a type's name

NOT_DEFAULT = "only with other parameters than the defaults"
"""Why something may not exist that the defaults of the pipeline's parameters leave out."""


class Step(NamedTuple):
    """One step of a job, expanded and evaluated."""

    address: str
    """`jobs.deploy.steps[2]`; of a composite action or a step template: with its caller's address before it."""
    action: str
    """What runs: `azure/login@v2`, `AzureCLI@2`; empty for a script."""
    header: Location
    name: str = ""
    inputs: Mapping[str, Value] = {}
    """`with:` or `inputs:`, names in lower case."""
    spans: Mapping[str, Location] = {}
    """Name of an input, or `run`, `env`, `condition`, `retries` -> where it is written; `run[3]`: where line 3 of the
    script is, from 0, in dialects whose scripts are lists."""
    script: Value = None
    """The text of a script step or of an inline script; None where it runs none."""
    shell: str = ""
    """`bash`, `pwsh`, `powershell`, `cmd`, `python`; empty: the platform's default."""
    directory: Value = ""
    """Where it runs, relative to the checkout's root; empty: the root itself."""
    env: Mapping[str, Value] = {}
    """The environment it sees: workflow's, job's and own, the nearest winning."""
    condition: Value = None
    """`if:` / `condition:` as text; None where it runs whenever its job does."""
    continue_on_error: Value = False
    retries: Value = 0
    """How often the platform repeats the step by itself (`retryCountOnTaskFailure`)."""
    timeout_minutes: Value = None
    callers: tuple[Call, ...] = ()
    id: str = ""
    """What conditions and expressions of the job call it: `steps.<id>.outcome`, `dependencies.job.<id>`."""
    maybe: str = ""
    """Why it may not exist (`template condition is not known`); empty where it certainly does if its job does."""


class Runner(NamedTuple):
    """Where a job runs."""

    kind: Literal["hosted", "self-hosted", "unknown"]
    labels: tuple[Value, ...] = ()
    """`runs-on` labels, GitLab tags, Azure demands."""
    pool: Value = ""
    """Azure Pipelines pool, GitHub runner group."""
    image: Value = ""
    """Hosted image: `ubuntu-latest`, `windows-2022`."""
    container: Value = ""
    """Container image that the job runs in."""
    span: Location | None = None


class Job(NamedTuple):
    """One job instance: a matrix or a loop gives several."""

    address: str
    """`jobs.deploy`, `jobs.deploy["eastus"]`, `stages.prod.jobs.apply`; GitLab: `jobs.<name>`."""
    name: str
    header: Location
    runner: Runner
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    """Addresses of the jobs that must have ended before."""
    stage: str = ""
    environment: Value = ""
    manual: bool = False
    """A person starts or approves it (`when: manual`, ManualValidation); what a trigger starts by hand is the
    workflow's `manual` trigger."""
    condition: Value = None
    timeout_minutes: Value = None
    retries: Value = 0
    continue_on_error: Value = False
    permissions: Mapping[str, Value] = {}
    id_token: Value = None
    """Whether the job may ask its platform for an OIDC token; Unknown where a caller decides."""
    variables: Mapping[str, Value] = {}
    groups: tuple[Value, ...] = ()
    """Variable groups or secret sources that it takes values from."""
    spans: Mapping[str, Location] = {}
    """`needs`, `environment`, `condition`, `timeout_minutes`, `permissions`, … -> where it is written."""
    callers: tuple[Call, ...] = ()
    maybe: str = ""
    """Why it may not exist (`matrix is unknown`); empty where it certainly does."""
    startable: bool = False
    """Whether a person can start the workflow that it is called in (`workflow_dispatch` beside `workflow_call`)."""


class Pipeline(NamedTuple):
    """One file that a platform runs by itself."""

    path: str
    dialect: Dialect
    header: Location
    name: str = ""
    triggers: Mapping[Trigger, Location] = {}
    schedules: tuple[tuple[str, Location], ...] = ()
    """Cron texts."""
    inputs: tuple[str, ...] = ()
    """What a person or a caller can pass."""
    jobs: tuple[Job, ...] = ()
    holes: tuple[Hole, ...] = ()
    """Reusable workflows, templates and actions in other repositories; unknown lists of jobs or steps."""
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """Every file that was read: the pipeline's own, templates, local actions."""
    directives: tuple[Directive, ...] = ()
    """What the comments of all these files say to idlint."""
    exhausted: str = ""
    """The limit of the fuel that was reached, if any."""
    defaults: Mapping[str, Value] = {}
    """Name of an input, as in the origin of the unknown value that it is -> its default, where it has one."""
