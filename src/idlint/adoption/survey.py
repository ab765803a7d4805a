"""What a repository is, as far as its first configuration depends on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import basename

from idlint.api import Analysis
from idlint.graph.resources import Key
from idlint.policy.owners import load_ownership
from idlint.records import NamedTuple
from idlint.resilience.assessment import Criticality, Level
from idlint.resilience.criticality import of_environment

PIPELINES = {"github_actions": "github", "azure_pipelines": "azure", "gitlab_ci": "gitlab"}
"""Language of a pipeline -> the host that runs it."""


OWN_PIPELINES = frozenset({"idlint.yml", "azure-pipelines-idlint.yml"})
"""Names of the pipelines that `idlint init` writes: they are no part of what it finds."""


class Root(NamedTuple):
    """One place that is deployed."""

    path: str
    sets: tuple[str, ...]
    """The names of its variable sets; empty where it has one that nothing names."""
    workloads: int
    owned: bool
    """Whether somebody owns it."""


class Proposal(NamedTuple):
    """A criticality for some paths, which somebody has to agree to."""

    patterns: tuple[str, ...]
    level: Level
    workloads: int
    why: str


class Answerable(NamedTuple):
    """Something that is missing here, but may be handled elsewhere."""

    facts: tuple[str, ...]
    """Each of them would answer it."""
    rule: str
    message: str


class Survey(NamedTuple):
    """One repository, surveyed."""

    languages: Mapping[str, int]
    """Language -> number of files."""
    roots: tuple[Root, ...]
    declared: int
    """Workloads whose criticality is declared."""
    workloads: int
    proposals: tuple[Proposal, ...]
    by_set: int
    """Workloads whose environment only the variable set tells: no path can declare their criticality."""
    answerable: tuple[Answerable, ...]
    owners: tuple[str, ...]
    codeowners: str
    """The CODEOWNERS file; empty where there is none."""
    opaque: tuple[tuple[str, int], ...]
    """Module sources that could not be read -> number of calls, most called first."""
    pipelines: Mapping[str, tuple[str, ...]]
    """Host -> its pipeline files."""


def survey(analysis: Analysis) -> Survey:
    """What the analysis of a repository says about it."""
    repository, report = analysis.repository, analysis.report
    ownership = load_ownership(repository.tree.root, repository.settings)
    levels = _workloads(analysis)
    declared, workloads = report.declared
    modules = ((source, count) for source, count in report.opaque.items() if "/" in source and not _is_file(source))
    return Survey(
        _languages(analysis),
        tuple(_roots(analysis, levels, ownership.of_path)),
        declared,
        workloads,
        tuple(_proposals(levels)),
        len({(key.deployment, key.address) for key in levels if key.deployment in _told_by_set(levels)}),
        tuple(_answerable(analysis)),
        tuple(sorted(ownership.names)),
        ownership.place,
        tuple(sorted(modules, key=lambda item: (-item[1], item[0]))),
        _pipelines(analysis),
    )


def _is_file(source: str) -> bool:
    return source.partition("@")[0].endswith((".tf", ".tf.json", ".bicep", ".json", ".yml", ".yaml"))


def _languages(analysis: Analysis) -> dict[str, int]:
    files: dict[str, set[str]] = defaultdict(set)
    for document in analysis.documents:
        if basename(document.unit.path) not in OWN_PIPELINES:
            files[document.unit.language].update(document.files)
    return {name: len(paths) for name, paths in sorted(files.items()) if paths}


def _pipelines(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for document in analysis.documents:
        if document.unit.language in PIPELINES and basename(document.unit.path) not in OWN_PIPELINES:
            found[PIPELINES[document.unit.language]][document.unit.path] = None
    return {host: tuple(sorted(paths)) for host, paths in sorted(found.items())}


def _workloads(analysis: Analysis) -> dict[Key, Criticality]:
    return {
        item.key: assessment.criticality[item.key]
        for assessment in analysis.assessments
        for item in assessment.graph.of_kind("workload")
    }


def _roots(
    analysis: Analysis, levels: Mapping[Key, Criticality], owners: Callable[[str], tuple[str, ...]]
) -> Iterator[Root]:
    """Every root and template, pipelines and libraries aside."""
    counts: dict[str, set[str]] = defaultdict(set)
    for key in levels:
        counts[key.deployment].add(key.address)
    for document in analysis.documents:
        found = [item for item in document.deployments if item.role in {"root", "template"}]
        if found:
            path, header = found[0].path, found[0].header
            sets = tuple(sorted({item.set for item in found} - {""}))
            yield Root(path, sets, len(counts[path]), bool(owners(header.path if header else path)))


def _told_by_set(levels: Mapping[Key, Criticality]) -> frozenset[str]:
    """The deployments of which a variable set names the environment."""
    return frozenset(
        key.deployment for key, level in levels.items() if not level.declared and of_environment(key.set) is not None
    )


def _folder_of(path: str) -> str:
    """The folder of a deployment down to the part that names its environment; the whole path where none does."""
    parts = path.split("/")
    ends = (end for end in range(len(parts), 0, -1) if of_environment(parts[end - 1]))
    return "/".join(parts[: next(ends, len(parts))])


def _proposals(levels: Mapping[Key, Criticality]) -> Iterator[Proposal]:
    """One proposal for each folder with workloads whose criticality nobody declares, the largest first."""
    by_set = _told_by_set(levels)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, criticality in levels.items():
        if not criticality.declared and key.deployment not in {".", *by_set}:
            found[_folder_of(key.deployment)].add((key.deployment, key.address))
    for folder, keys in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        exact = any(deployment == folder for deployment, _ in keys)
        patterns = (folder, f"{folder}/*") if exact else (f"{folder}/*",)
        level = of_environment(folder.rpartition("/")[2])
        yield Proposal(patterns, level or "standard", len(keys), "as the folder is called" if level else "")


def _answerable(analysis: Analysis) -> Iterator[Answerable]:
    """What is missing and may be handled elsewhere, once for each fact, in the order of the rules."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in sorted(analysis.settled.shown, key=lambda item: item.rule):
        rule = analysis.report.rules.get(finding.rule)
        if rule and rule.answered_by and not seen[rule.answered_by]:
            seen[rule.answered_by] += 1
            yield Answerable(rule.answered_by, rule.id, finding.message)


def checkout_of(root: Path) -> Path:
    """The nearest folder with `.git`, from `root` upwards; `root` itself where there is none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
