"""The runbook in Markdown: a first page for whoever is on call, then what stops, what to do, what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from posixpath import relpath
from shlex import quote

from idlint.document import Deployment
from idlint.report.model import Place
from idlint.report.probes import Probe, probes
from idlint.report.simulation_markdown import code, escaped, rows
from idlint.resilience.explained import advice, offset
from idlint.resilience.outages import DependencyFate
from idlint.resilience.playbook import Deploy, Playbook, Stop, cached, owner_of, stops, ways_on
from idlint.resilience.simulation import Simulation, WorkloadFate
from idlint.resilience.timeline import WHOLE
from idlint.source import Location

STATUS = (
    ("azure", "https://azure.status.microsoft/status", "and Service Health in the portal, for your subscriptions"),
    ("aws", "https://health.aws.amazon.com/health/status", ""),
    ("gcp", "https://status.cloud.google.com", ""),
    ("github", "https://www.githubstatus.com", ""),
    ("azure-devops", "https://status.dev.azure.com", ""),
)  # fmt: skip


def locations(playbook: Playbook) -> Iterator[Location]:
    """Every location whose line the runbook names."""
    yield from (item.resource.header for item in playbook.credentials)
    yield from (item.resource.header for item in playbook.alarms)
    yield from (item.job.header for item in playbook.deploys)


def render(playbook: Playbook, name: str, place: Place) -> str:
    """The whole runbook of the repository called `name`."""
    parts = (
        _title(name), _triage(playbook), _never(playbook), _order(playbook), _ways(playbook),
        _deploying(playbook, place), _break_glass(playbook, place), _alerts(playbook, place), _recovery(playbook),
        _verify(playbook),
    )  # fmt: skip
    return "\n\n".join(filter(None, ("\n".join(part) for part in parts))) + "\n"


def _title(name: str) -> Iterator[str]:
    yield f"# When cloud identity fails: runbook of {escaped(name)}"
    yield ""
    yield (
        "Written by `idlint playbook` from the code; write it anew after every change of it. Print it, or keep it "
        "where no token is needed to read it."
    )


def _triage(playbook: Playbook) -> Iterator[str]:
    yield "## 1. Is it us or the platform?"
    yield ""
    yield "1. One workload, soon after a change of ours: it is us. Many workloads of one class or region: the platform."
    yield "2. Look at the status pages, from a phone if need be; they lag behind, so that green says little:"
    yield from (f"   - <{url}>{' ' + note if note else ''}" for cloud, url, note in STATUS if _uses(playbook, cloud))
    found = probes(playbook.kinds)
    if found:
        yield "3. Ask for a token where it is missing, without restarting anything:"
    for probe in found:
        yield ""
        yield from _probe(probe)


def _uses(playbook: Playbook, cloud: str) -> bool:
    dialects = {"github": "github_actions", "azure-devops": "azure_pipelines"}
    if cloud in dialects:
        return dialects[cloud] in playbook.kinds
    return any(cause.startswith(cloud + "/") for cause, _ in playbook.rehearsals)


def _probe(probe: Probe) -> Iterator[str]:
    yield f"### {probe.host}"
    yield ""
    yield f"Run {probe.where}:"
    yield ""
    yield "```sh"
    yield probe.command
    yield "```"
    yield ""
    yield f"- It is us: {probe.ours}."
    yield f"- It is the platform: {probe.platform}."


def _never(playbook: Playbook) -> Iterator[str]:
    yield "## 2. What not to do"
    yield ""
    yield "- Do not restart, redeploy, scale in or swap slots of what still runs: it lives on a cached token or secret."
    yield "- Do not change settings of apps with Key Vault references: any change fetches them again, at once."
    yield "- Do not delete identities, role assignments or federated credentials to make them anew: they are not wrong."
    yield "- Do not run pipelines in a loop: retries of everybody made the outage of February 2026 longer (FNJ8-VQZ)."
    yield "- Do not switch on local authentication where policy has it off; section 6 has the break-glass credentials."
    for cause, simulation in playbook.rehearsals:
        names = dict.fromkeys(fate.address for fate in cached(simulation))
        if names:
            yield f"- While {code(cause)} fails, leave these alone: {', '.join(map(code, names))}."


def _order(playbook: Playbook) -> Iterator[str]:
    yield "## 3. What stops, in which order"
    for cause, simulation in playbook.rehearsals:
        found = stops(simulation)
        yield ""
        yield f"### When {code(cause)} fails"
        yield ""
        if found:
            header = ("from", "at the latest", "what", "workload", "criticality", "owner")
            yield from rows(header, (_stop(stop) for stop in found))
        else:
            yield "Nothing certainly stops."
        yield from _doubtful(simulation)
    if not playbook.rehearsals:
        yield ""
        yield "Nothing that is seen here depends on a service that signs in."


_WHAT = {"run": "stops", "start": "no new instance", "deploy": "cannot be deployed"}


def _stop(stop: Stop) -> tuple[str, ...]:
    return (
        offset(stop.earliest),
        offset(stop.latest),
        _WHAT[stop.capability],
        _workload(stop.fate),
        stop.fate.criticality.level + ("" if stop.fate.criticality.declared else " (assumed)"),
        escaped(owner_of(stop.fate.resource)),
    )


def _workload(fate: WorkloadFate) -> str:
    names = ", ".join(filter(None, fate.environments))
    return code(fate.address) + (f" ({escaped(names)})" if names else "")


def _doubtful(simulation: Simulation) -> Iterator[str]:
    found = [fate for fate in simulation.workloads if fate.run.state == "unknown"]
    if found:
        yield ""
        yield "Not known, because the code does not show all that they sign in to: " + _listed(found) + "."


def _listed(fates: Iterable[WorkloadFate]) -> str:
    return ", ".join(dict.fromkeys(code(fate.address) for fate in fates))


def _ways(playbook: Playbook) -> Iterator[str]:
    yield "## 4. What to switch to"
    for cause, simulation in playbook.rehearsals:
        table = list(_switches(simulation))
        if table:
            yield ""
            yield f"### When {code(cause)} fails"
            yield ""
            yield from rows(("workload", "for", "goes on by", "written, but no way"), table)
    if not any(list(_switches(simulation)) for _, simulation in playbook.rehearsals):
        yield ""
        yield "Nothing has to be switched: what is hurt goes on by itself."


def _switches(simulation: Simulation) -> Iterator[tuple[str, ...]]:
    """One row for a workload and a way, with all the targets that it is the way to."""
    for fate in simulation.workloads:
        targets: dict[tuple[str, str], list[str]] = {}
        for text, found in ways_on(fate):
            targets.setdefault((_way(found), escaped("; ".join(found.dependency.refused))), []).append(escaped(text))
        for (way, refused), texts in targets.items():
            yield _workload(fate), ", ".join(texts), way, refused


def _way(found: DependencyFate) -> str:
    if found.saved_by is not None:
        doubt = f" ({found.saved_by.advice})" if found.saved_by.advice else ""
        return escaped(found.saved_by.text + doubt)
    if found.state == "unknown":
        return escaped(f"not known: {found.reason}")
    return "**nothing: there is no fallback**"


def _deploying(playbook: Playbook, place: Place) -> Iterator[str]:
    yield "## 5. Deploying by hand"
    yield ""
    if playbook.deploys:
        header = ("job", "deploys", "a person can start it", "starts on", "while tokens fail")
        yield from rows(header, (_deploy(item, playbook, place) for item in playbook.deploys))
        yield ""
    else:
        yield "No job that deploys is seen in the code."
        yield ""
    if playbook.roots:
        yield "Without any pipeline, signed in with a break-glass account:"
        yield ""
        yield "```sh"
        yield from dict.fromkeys(map(_command, playbook.roots))
        yield "```"
    yield from _assumed(playbook, "manual-deployment")


def _deploy(item: Deploy, playbook: Playbook, place: Place) -> tuple[str, ...]:
    manual = {True: "yes", False: "no", None: "not known"}[item.manual]
    at = f"{code(item.job.address)} ({_at(item.job.header, place)})"
    return at, ", ".join(map(code, item.deployments)), manual, ", ".join(item.triggers), _through(item, playbook)


def _through(item: Deploy, playbook: Playbook) -> str:
    """Through which of the rehearsed outages the job still works."""
    fails = [cause for cause, simulation in playbook.rehearsals if _job_fails(item, simulation)]
    return f"fails with {', '.join(map(code, fails))}" if fails else "works"


def _job_fails(item: Deploy, simulation: Simulation) -> bool:
    for fate in simulation.workloads:
        for stretch in fate.fates["deploy"].stretches:
            for dependency in stretch.verdict.dependencies:
                for path in dependency.paths:
                    if path.path.principal == item.job.key and path.state not in WHOLE and path.by:
                        return True
    return False


_AUTOMATIC = re.compile(r"(?:terraform|[^/]*\.auto)\.tfvars(?:\.json)?")
"""Variable files that Terraform reads by itself."""

_SCOPES = {
    "subscription": "sub create -l LOCATION",
    "managementGroup": "mg create -m MANAGEMENT_GROUP -l LOCATION",
    "tenant": "tenant create -l LOCATION",
}
"""https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-cli#deployment-scope"""


def _command(root: Deployment) -> str:
    """What deploys a root by hand; values that are in no file are asked for."""
    path, told = quote(root.path), f"  # {root.set}" if root.set else ""
    if root.language == "kubernetes":
        return f"kubectl apply -f {path}{told}"
    if root.language == "terraform":
        steps = [f"terraform -chdir={path} init"]
        is_selected = root.workspace not in {"", "default"}
        steps += [f"terraform -chdir={path} workspace select {quote(root.workspace)}"] * is_selected
        passed = (relpath(file, root.path) for file in root.var_files)
        files = "".join(f" -var-file={quote(file)}" for file in passed if not _AUTOMATIC.fullmatch(file))
        return " && ".join((*steps, f"terraform -chdir={path} apply{files}")) + told
    files = "".join(f" --parameters {quote(file)}" for file in root.var_files)
    template = "" if root.path in root.var_files else f" --template-file {path}"
    return f"az deployment {_SCOPES.get(root.scope, 'group create -g RESOURCE_GROUP')}{template}{files}{told}"


def _break_glass(playbook: Playbook, place: Place) -> Iterator[str]:
    yield "## 6. Break-glass credentials"
    yield ""
    if playbook.credentials:
        cells = (
            (
                code(item.resource.address),
                item.what,
                item.expires or "no date in the code",
                _at(item.resource.header, place),
            )
            for item in playbook.credentials
        )
        yield from rows(("credential", "what it is", "last day", "where it is written"), cells)
    else:
        yield "None is seen in the code: note here which there are, where they are kept, and until when they work."
    yield from _assumed(playbook, "break-glass-deployment")


def _assumed(playbook: Playbook, fact: str) -> Iterator[str]:
    for item in playbook.assumptions:
        if item.fact == fact:
            details = (
                f"owner {item.owner}" if item.owner else "",
                f"until {item.until}" if item.until else "",
                item.evidence,
            )
            rest = "; ".join(filter(None, details))
            yield ""
            yield f"The configuration states: {escaped(item.because)}" + (f" ({escaped(rest)})" if rest else "")


def _alerts(playbook: Playbook, place: Place) -> Iterator[str]:
    yield "## 7. Who is told by what"
    yield ""
    if not playbook.alarms:
        yield "No alert is seen in the code: nobody is told."
        return
    cells = (
        (
            f"{code(item.resource.address)} ({_at(item.resource.header, place)})",
            code(item.what),
            ", ".join(map(code, item.groups)) or "nobody",
            escaped(", ".join(item.direct)) or "nobody without another service",
            {True: "yes", False: "no", None: "not known"}[item.enabled],
        )
        for item in playbook.alarms
    )
    yield from rows(("alert", "watches", "tells", "receivers that need no token", "on"), cells)


def _recovery(playbook: Playbook) -> Iterator[str]:
    yield "## 8. What comes back alone, and what needs a hand"
    if not playbook.rehearsals:
        yield ""
        yield "Nothing that is seen here has to come back."
    for cause, simulation in playbook.rehearsals:
        by_hand, alone = _by_recovery(simulation)
        yield ""
        yield f"### After {code(cause)}"
        yield ""
        yield from (f"- [ ] {code(name)}: {escaped(advice(texts))}" for name, texts in by_hand)
        if alone:
            yield f"- alone, within minutes to hours: {', '.join(map(code, alone))}"
        if any(fate.fates["deploy"].until is not None for fate in simulation.workloads):
            yield "- [ ] Deployments that failed are run again."


def _by_recovery(simulation: Simulation) -> tuple[list[tuple[str, Sequence[str]]], list[str]]:
    by_hand: dict[str, dict[str, None]] = {}
    alone: dict[str, None] = {}
    for fate in simulation.workloads:
        for replayed in (fate.fates["run"], fate.fates["start"]):
            if replayed.recovers in {"by hand", "restart"}:
                by_hand.setdefault(fate.address, {}).update(dict.fromkeys(replayed.restores))
            elif replayed.recovers:
                alone[fate.address] = None
    return [(name, tuple(texts)) for name, texts in by_hand.items()], [name for name in alone if name not in by_hand]


def _verify(playbook: Playbook) -> Iterator[str]:
    yield "## 9. Before it is over"
    yield ""
    yield "- [ ] Every probe of section 1 is answered, in every region, for fifteen minutes on end."
    yield "- [ ] What needs a hand (section 8) has had it, the most critical first, one region after the other."
    yield "- [ ] Capacity is raised in steps: backlogs of new instances and tokens come after the outage itself."
    yield "- [ ] Pipelines that failed half-way are run again, one by one; their state is not locked."
    yield "- [ ] Break-glass credentials that were used are exchanged."
    names = dict.fromkeys(
        fate.address
        for _, simulation in playbook.rehearsals
        for fate in simulation.workloads
        if fate.criticality.level in {"mission-critical", "high"}
    )
    yield from (f"- [ ] {code(name)} answers, and reaches what it signs in to." for name in names)


def _at(location: Location, place: Place) -> str:
    return code(f"{location.path}:{place(location).line}")
