"""The capability *deploy*: the jobs that can deploy a workload, and what each of them needs.

Jobs are alternatives: any one will do. A job needs its platform, a machine to run on, its sign-ins, the state backend
and the providers of the root it applies. Whatever deploys needs the control plane, the vaults that a change of the
workload reads and, where it makes role assignments, their service. Where no job is visible, what the root itself shows
is kept, and the rest is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from idlint.document import Deployment
from idlint.graph.deploys import DEPLOYED, job_of
from idlint.graph.resources import Edge, Key, Resource
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.estate import Estate, Evidence
from idlint.resilience.platform_secrets import copied
from idlint.resilience.running import INVISIBLE_SETTINGS, host
from idlint.resilience.signing_in import NOBODY, Actor, by_method, method_of
from idlint.resilience.starting import starting
from idlint.resilience.terraform_sign_ins import terraform_needs
from idlint.source import Location
from idlint.values import text

READING = frozenset({"init", "plan", "validate", "what-if", "show", "destroy", "fmt"})
"""Actions of a step that change nothing for the better."""

_AZURE = ("azurerm_", "azapi_", "azuread_", "microsoft.")
_CLOUDS = frozenset({"azure", "aws", "gcp"})


class Deploying:
    """What the jobs of one environment deploy, looked up once; the trees of a deployment's workloads are shared."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._shared: dict[tuple[str, str], tuple[Dependency, ...]] = {}

    def needs(self, workload: Resource) -> tuple[Dependency, ...]:
        """What the capability *deploy* of a workload needs."""
        place = workload.key[:2]
        if place not in self._shared:
            self._shared[place] = tuple(self._of_deployment(place, workload.header))
        own = self._of_target(workload)
        shared = self._shared[place]
        return (*self._control_plane(workload), *copied(self.estate, workload), *(own or ()), *(() if own else shared))

    def _control_plane(self, workload: Resource) -> Iterator[Dependency]:
        if workload.type.lower().startswith(_AZURE):
            evidence = Evidence("Azure Resource Manager", workload.header)
            paths = self.estate.ways("control-plane", workload, evidence)
            yield Dependency(None, "the control plane", paths, workload.header)

    def _of_target(self, workload: Resource) -> tuple[Dependency, ...]:
        """The jobs that deploy to this very workload, beside those that apply its deployment."""
        here = self._jobs.get(workload.key, ())
        if not here:
            return ()
        above = self._jobs.get(Key(*workload.key[:2], DEPLOYED), ())
        return (self._jobs_of((*here, *above), self._deployments.get(workload.key[:2]), workload.header),)

    def _of_deployment(self, place: tuple[str, str], header: Location) -> Iterator[Dependency]:
        yield from self._role_assignments(place)
        deployment = self._deployments.get(place)
        jobs = self._jobs.get(Key(*place, DEPLOYED), ())
        if jobs:
            yield self._jobs_of(jobs, deployment, header)
            return
        if deployment is not None:
            yield from terraform_needs(self.estate, deployment, NOBODY)
        yield Dependency(None, "whoever deploys it", (), header, "no job that deploys it is visible")

    def _role_assignments(self, place: tuple[str, str]) -> Iterator[Dependency]:
        made = self._assignments.get(place)
        if made is not None:
            evidence = Evidence("role assignments", made.header)
            paths = self.estate.ways("authorization", made, evidence)
            yield Dependency(None, "role assignments", paths, made.header)

    def _jobs_of(self, edges: Iterable[Edge], deployment: Deployment | None, header: Location) -> Dependency:
        """A dependency on any of the jobs."""
        found = {edge.source: edge for edge in edges}
        jobs = self.estate.graph.resources
        paths = tuple(self.job(jobs[key], deployment, edge.maybe) for key, edge in found.items())
        return Dependency(None, "a job that deploys", paths, paths[0].location if paths else header)

    def job(self, job: Resource, deployment: Deployment | None = None, maybe: str = "") -> TokenPath:
        """What a job needs, with what the root needs that it applies; `maybe` is why it may not apply it."""
        dialect = text(value) if isinstance(value := job.value("dialect"), str) else ""
        machine = self._machine(job)
        actor = Actor(dialect, machine)
        actor = actor._replace(sign_ins=tuple(self._sign_ins(job, actor)))
        needs = [self._runner(job, actor), *(item for _, item in actor.sign_ins)]
        if deployment is not None:
            needs += terraform_needs(self.estate, deployment, actor)
        domains = self.estate.catalogue.needs("deployment-job", (dialect,), "")
        name = f"job {job.address} of {job.key.deployment}"
        own = domains[0] if domains else frozenset[str]()
        return TokenPath("deployment-job", own, name, job.header, maybe or job.maybe, tuple(needs), job.key)

    # Runners

    def _runner(self, job: Resource, actor: Actor) -> Dependency:
        hosting = job.value("hosting")
        name = f"a machine for {job.address}"
        if hosting == "hosted":
            evidence = Evidence("a runner of the platform", job.header)
            paths = self.estate.ways("hosted-runner", None, evidence, variants=(actor.dialect,))
            return Dependency(None, name, paths, job.header)
        machine = actor.machine
        if machine is None:
            return Dependency(None, name, (), job.header, "which machines run the job is not visible")
        made = (host(self.estate, machine), *starting(self.estate, machine))
        path = TokenPath("self-hosted-runner", frozenset(), machine.address, job.header, "", made, machine.key)
        return Dependency(machine.key, name, (path,), job.header)

    def _machine(self, job: Resource) -> Resource | None:
        """The machine or scale set that the job runs on, through its pool; each place is visited once."""
        waiting, seen = [job.key], {job.key}
        while waiting:
            for edge in self.estate.graph.out(waiting.pop(), "runs_on"):
                found = self.estate.resource(edge.target)
                if found is not None and found.kind in INVISIBLE_SETTINGS:
                    return found
                if found is not None and found.key not in seen:
                    seen.add(found.key)
                    waiting.append(found.key)
        return None

    # Sign-ins

    def _sign_ins(self, job: Resource, actor: Actor) -> Iterator[tuple[str, Dependency]]:
        """One dependency a sign-in; those of one cloud are alternatives where one stands in for another."""
        by_cloud: dict[str, list[Resource]] = defaultdict(list)
        for login in self._logins.get(job.key, ()):
            cloud = login.value("cloud")
            if isinstance(cloud, str) and cloud in _CLOUDS:
                by_cloud[cloud].append(login)
        for cloud, logins in by_cloud.items():
            if len(logins) > 1 and any(map(_stands_in, logins)):
                yield cloud, self._alternatives(cloud, logins, actor)
            else:
                distinct = {method_of(self.estate, login): login for login in logins}
                for login in distinct.values():
                    yield cloud, self._sign_in(cloud, login, actor)

    def _sign_in(self, cloud: str, login: Resource, actor: Actor, needs: tuple[Dependency, ...] = ()) -> Dependency:
        method = method_of(self.estate, login)
        target = next((edge.target for edge in self.estate.graph.out(login.key, "uses_identity")), None)
        evidence = Evidence(f"{method or 'sign-in'} at {login.address}", login.header, "", target)
        paths = by_method(self.estate, cloud, method, actor, evidence, needs)
        incomplete = "" if paths else "how the job signs in is not visible"
        return Dependency(None, f"sign-in to {cloud}", paths, login.header, incomplete)

    def _alternatives(self, cloud: str, logins: list[Resource], actor: Actor) -> Dependency:
        """The first sign-in, and those that stand in for it; one that is chained needs the first to have worked."""
        first = self._sign_in(cloud, logins[0], actor)
        others = [
            self._sign_in(cloud, login, actor, (first,) if login.value("chained") is True else ())
            for login in logins[1:]
        ]
        paths = tuple(path for item in (first, *others) for path in item.paths)
        incomplete = next((item.incomplete for item in (first, *others) if item.incomplete), "")
        return first._replace(paths=paths, incomplete=incomplete)

    # Indexes

    @cached_property
    def _deployments(self) -> Mapping[tuple[str, str], Deployment]:
        return {(item.path, item.set): item for item in self.estate.graph.deployments}

    @cached_property
    def _assignments(self) -> Mapping[tuple[str, str], Resource]:
        return {item.key[:2]: item for item in self.estate.graph.of_kind("role_assignment") if item.mode == "managed"}

    @cached_property
    def _jobs(self) -> Mapping[Key, list[Edge]]:
        """What is deployed -> the edges of jobs that change it."""
        found: dict[Key, list[Edge]] = defaultdict(list)
        for job in self.estate.graph.of_kind("deployment_job"):
            for edge in self.estate.graph.out(job.key, "deploys"):
                if edge.target is not None and edge.detail.get("action") not in READING:
                    found[edge.target].append(edge)
        return found

    @cached_property
    def _logins(self) -> Mapping[Key, list[Resource]]:
        """Job -> its sign-ins, in order."""
        found: dict[Key, list[Resource]] = defaultdict(list)
        for login in self.estate.graph.of_kind("cloud_login"):
            job = job_of(login, self.estate.graph.resources)
            if job is not None:
                found[job].append(login)
        return found


def _stands_in(login: Resource) -> bool:
    """Whether a sign-in is tried only when another one has failed, or may fail itself."""
    condition = login.value("condition")
    written = condition.lower() if isinstance(condition, str) else ""
    failed = "failure()" in written or "failed()" in written or ".outcome" in written
    return failed or login.value("continue_on_error") is True
