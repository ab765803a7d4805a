"""What one run has found, as a `Report`: which findings are asked for, where they are, and what became of the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from idlint.document import NO_ALIAS, Document, Hole
from idlint.graph.holes import named_source
from idlint.languages import plans, unread
from idlint.policy.findings import Finding, UnknownVerdict
from idlint.policy.hiding import Settled
from idlint.policy.radius import with_radius
from idlint.policy.rule import Rule
from idlint.records import NamedTuple
from idlint.report.frames import in_order, locations_of, places
from idlint.report.model import Files, Report
from idlint.repository import NO_INPUT, Repository
from idlint.resilience.assessment import Assessment, pieces_of
from idlint.source import Location
from idlint.values import is_sensitive
from idlint.workers import Loaded


class Asked(NamedTuple):
    """Whose findings are asked for."""

    owner: str = ""
    """As written; empty for everybody's."""
    names: frozenset[str] = frozenset()
    """The owners that it means."""

    def about(self, finding: Finding) -> bool:
        """Whether the finding is one of theirs."""
        return not self.owner or not self.names.isdisjoint(finding.owners)


class Said(NamedTuple):
    """What the rules said, before it is filtered by the named paths."""

    settled: Settled
    unknown: tuple[UnknownVerdict, ...]


def report_of(
    repository: Repository,
    loaded: Loaded,
    assessments: Sequence[Assessment],
    rules: Sequence[Rule],
    said: Said,
    asked: Asked,
) -> Report:
    """The report of one run: what the named paths and the asked owner are about, with its places, and what was read."""
    in_paths = _asked_about(repository, loaded.documents)
    found = [finding for finding in said.settled.shown if in_paths(finding)]
    shown = [finding for finding in found if asked.about(finding)]
    suppressed = tuple(item for item in said.settled.hidden if in_paths(item.finding) and asked.about(item.finding))
    locations = [*locations_of(shown, suppressed)]
    secret = _secret_places(locations, loaded.documents, assessments)
    placed = places(locations, repository.tree.read_any, secret.__contains__, unshown=plans(loaded.documents))
    known = {rule.id: rule for rule in rules}
    return Report(
        findings=in_order(with_radius(shown, assessments, known), placed),
        places=placed,
        rules=known,
        unknown=said.unknown,
        suppressed=suppressed,
        files=_files(repository, loaded),
        opaque=_opaque(loaded.documents),
        unaliased=_unaliased(loaded.documents),
        declared=_declared(assessments),
        notices=(*_nothing(loaded), *_astray(repository), *_notices(loaded.documents), *said.settled.notices),
        fail_on=repository.settings.fail_on,
        owner=asked.owner,
        others=len(found) - len(shown),
    )


def _asked_about(repository: Repository, documents: Iterable[Document]) -> Callable[[Finding], bool]:
    """Whether a finding is in the named paths; a named plan means all that it deploys, wherever written."""
    planned = {
        (deployment.path, deployment.set)
        for document in documents
        if any(map(repository.in_focus, plans([document])))
        for deployment in document.deployments
        if deployment.role == "plan"
    }

    def asked(finding: Finding) -> bool:
        return repository.in_focus(finding.location.path) or any(
            (item.deployment, item.set) in planned for item in finding.instances
        )

    return asked


def _secret_places(
    shown: Iterable[Location], documents: Iterable[Document], assessments: Iterable[Assessment]
) -> frozenset[Location]:
    """Which of the places that are shown hold sensitive values, so that no source frame shows them."""
    asked = set(shown)
    paths = {location.path for location in asked}
    near = {
        (deployment.path, deployment.set)
        for document in documents
        if not paths.isdisjoint(document.files)
        for deployment in document.deployments
    }
    return frozenset(
        found.location
        for piece in pieces_of(assessments)
        for resource in piece.graph.resources.values()
        if resource.key[:2] in near
        for found in resource.properties.values()
        if found.location in asked and found.location != resource.header and is_sensitive(found.value)
    )


UNCLAIMED = {"other JSON": (".json", ".jsonc"), "other YAML": (".yml", ".yaml")}
"""What a file is called that no language claimed, where its name alone makes no input of it."""


def _files(repository: Repository, loaded: Loaded) -> Files:
    """What became of every candidate."""
    troubled = {problem.location.path for document in loaded.documents for problem in document.problems}
    read = {file for document in loaded.documents for file in document.files} - troubled
    lost = {**repository.discovery.skipped, **loaded.skipped}
    lost.update((path, "not in the repository") for document in loaded.documents for path in document.missing)
    rest = set(repository.discovery.files) - read - troubled - set(lost)
    not_input = Counter(repository.discovery.not_input)
    not_input.update(label for path in rest if (label := _unclaimed(repository, path)))
    rest = {path for path in rest if not path.endswith(tuple(chain.from_iterable(UNCLAIMED.values())))}
    holes = {hole.source: hole.reason for hole in _holes(loaded.documents)} if rest else {}
    lost.update((path, holes.get(path, "no deployment reaches it")) for path in rest)
    kept = {label: number for label, number in sorted(not_input.items()) if number}
    return Files(tuple(sorted(read)), tuple(sorted(troubled)), dict(sorted(lost.items())), kept)


def _unclaimed(repository: Repository, path: str) -> str:
    """What a file is called that no language claimed and that is no input by its name alone; else empty."""
    label = next((label for label, suffixes in UNCLAIMED.items() if path.endswith(suffixes)), "")
    return (unread(repository.tree, path) or label) if label else ""


def _opaque(documents: Iterable[Document]) -> dict[str, int]:
    """Opaque source -> number of calls in the code; a call evaluated under several sets counts once."""
    calls = {(named_source(hole), hole.span) for hole in _holes(documents)}
    counted = Counter(source for source, _ in calls)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _unaliased(documents: Iterable[Document]) -> frozenset[str]:
    """The opaque sources whose alias no configuration names."""
    return frozenset(hole.source for hole in _holes(documents) if hole.reason == NO_ALIAS)


def _holes(documents: Iterable[Document]) -> Iterator[Hole]:
    return (hole for document in documents for deployment in document.deployments for hole in deployment.holes)


def _declared(assessments: Iterable[Assessment]) -> tuple[int, int]:
    """Workloads whose criticality is declared, and all; one in several environments counts once."""
    found: dict[tuple[str, str], bool] = {}
    for assessment in pieces_of(assessments):
        for workload in assessment.graph.of_kind("workload"):
            name = (workload.key.deployment, workload.address)
            found[name] = found.get(name, False) or assessment.criticality[workload.key].declared
    return sum(found.values()), len(found)


def _nothing(loaded: Loaded) -> Iterator[str]:
    """That there was nothing to check: no findings are good news only where somebody looked."""
    if not loaded.documents and not loaded.skipped:
        yield f"nothing was checked, for there is {NO_INPUT} here"


def _astray(repository: Repository) -> Iterator[str]:
    """What the configuration names and the repository lacks: a typo should not go unheard."""
    settings, tree = repository.settings, repository.tree
    named = {
        "modules": settings.modules.values(),
        "pipelines.repositories": settings.pipelines.repositories.values(),
        "sets": (item.root for item in settings.sets),
    }
    for key, paths in named.items():
        for path in dict.fromkeys(paths):
            if not tree.is_folder(path) and not tree.is_file(path):
                yield f"{settings.file}: `{key}`: `{path}` is not in the repository"


def _notices(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        if document.exhausted:
            yield f"{document.unit.path}: the budget of {document.exhausted} was reached; what is left is unknown"
