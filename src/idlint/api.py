"""The one orchestration: from paths to a report or a listing; every step is a plain call, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from idlint import lookahead
from idlint.builtins import PACK
from idlint.cache import read_valid, write_valid
from idlint.document import ALL, Document
from idlint.errors import BaselineError, RuleError, SourceError, UsageError
from idlint.graph.build import build, join, reader
from idlint.graph.kinds import demand
from idlint.graph.linked import Linked
from idlint.graph.resources import EDGE_TYPES, ResourceGraph
from idlint.plugins import Plugins, load_plugins
from idlint.policy.baseline import DEFAULT, Entry, from_bytes
from idlint.policy.engine import check as check_rules
from idlint.policy.findings import Finding
from idlint.policy.fingerprint import fingerprinted
from idlint.policy.gate import gates_one
from idlint.policy.hiding import Settled, settle
from idlint.policy.owners import Ownership, attributed, load_ownership, meant, probed
from idlint.policy.places import SourcePlaces
from idlint.policy.problems import problem_findings
from idlint.policy.rule import Rule
from idlint.policy.ruleset import Ruleset, enabled, load_ruleset, providers, source_paths
from idlint.policy.stability import coming, noted, pinned
from idlint.policy.suppress import Known
from idlint.records import NamedTuple
from idlint.report.frames import places
from idlint.report.model import Report
from idlint.reporting import Asked, Said, report_of
from idlint.repository import Repository, open_repository
from idlint.resilience.assess import assess_all
from idlint.resilience.assessment import Assessment
from idlint.room import roomy
from idlint.settings import FILE_NAMES, Settings
from idlint.source import MAX_GENERATED_BYTES
from idlint.values import Json
from idlint.workers import Loaded, load_repository

if TYPE_CHECKING:
    from idlint.report.drawing import Graphs


class Analysis(NamedTuple):
    """Everything known about one repository; `report` is the part that is printed."""

    repository: Repository
    documents: tuple[Document, ...]
    assessments: tuple[Assessment, ...]
    """One for each environment."""
    rules: tuple[Rule, ...]
    """The enabled rules."""
    report: Report
    settled: Settled = Settled((), (), (), ())
    """What is left to report, and what was hidden by whom."""
    parts: tuple[Linked, ...] = ()
    """The deployments of all documents in their order, as the graph reads them."""


def check(
    paths: Sequence[Path] = (),
    *,
    staged: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    owner: str = "",
    now: date | None = None,
    jobs: int = 1,
    plugins: Plugins | None = None,
) -> Report:
    """Check the repository that holds `paths` (the working directory where there are none).

    `staged` says that a hook named the paths: what is gone or no input is left out, and none left is no error.
    `select` and `ignore` take rule ids and `family:NAME`, and go before the configuration's. `owner` leaves out what
    others own, and what is true of the whole tenant unless its area is theirs. `now` decides
    whether dates have passed (today where it is None). `jobs` above 1 may start processes.
    Raises an `IdlintError` where the run itself fails; a broken input is a finding.
    """
    return analyse_paths(
        paths, staged=staged, select=select, ignore=ignore, owner=owner, now=now, jobs=jobs, plugins=plugins
    ).report


def analyse_paths(
    paths: Sequence[Path] = (),
    *,
    staged: bool = False,
    require_input: bool = True,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    owner: str = "",
    now: date | None = None,
    jobs: int = 1,
    plugins: Plugins | None = None,
    accepted: bool = True,
) -> Analysis:
    """What `check` does, with everything that the report was made from.

    Without `require_input` a named path with nothing to check is no error; without `accepted` the baseline hides
    nothing, and need not be readable.
    """
    repository = open_repository(paths, staged=staged, require_input=require_input)
    lookahead.begin(repository.tree, repository.discovery.files, jobs)
    plugins = plugins or load_plugins()
    ruleset = load_rules(plugins, repository)
    rules = enabled(ruleset.rules, repository.settings, select, ignore)
    today = now or date.today()
    return analyse(repository, ruleset, rules, today, jobs, owner, accepted=accepted)


def sources(analysis: Analysis, plugins: Plugins) -> Iterator[str]:
    """Every path that the analysis depends on: files, walked folders, probes that failed, rules.

    Relative to the root, but for rules that lie outside it.
    """
    repository = analysis.repository
    yield from FILE_NAMES
    yield from repository.settings.extends
    yield from probed(repository.tree.root)
    yield from repository.discovery.folders
    yield from repository.discovery.files
    yield from repository.discovery.skipped
    yield from repository.tree.reads
    for document in analysis.documents:
        yield from document.reads
    packs = ((pack.rules, pack.kinds, pack.domains) for pack in plugins.packs)
    yield from source_paths([*filter(None, chain(*packs)), *_rule_folders(repository)])


def load_rules(
    plugins: Plugins | None = None, repository: Repository | None = None, folders: Sequence[Path] = ()
) -> Ruleset:
    """All rules: ours, those of plugins, those that the repository's configuration names, and those in `folders`.

    The compiled form is kept in the user's cache while every file that goes in stays as it is.
    """
    packs = (plugins or load_plugins()).packs
    configured = (*folders, *(_rule_folders(repository) if repository else ()))
    found = load_ruleset(
        [pack.rules for pack in packs],
        [pack.kinds for pack in packs if pack.kinds],
        checks={name: function for pack in packs for name, function in pack.checks.items()},
        configured=configured,
        domains=[pack.domains for pack in packs if pack.domains],
        read=read_valid,
        write=write_valid,
    )
    own = {path.name for pack in packs if pack.name == PACK for path in pack.rules.iterdir()}
    return found._replace(own=frozenset(own & set(found.names)))


def _rule_folders(repository: Repository) -> tuple[Path, ...]:
    folders = tuple(repository.tree.root / name for name in repository.settings.rules)
    for folder in folders:
        if not folder.is_dir():
            raise RuleError(f"{repository.settings.file}: `rules`: {folder.name} is not a folder of the repository")
    return folders


@roomy
def analyse(
    repository: Repository,
    ruleset: Ruleset,
    rules: Sequence[Rule],
    now: date,
    jobs: int = 1,
    owner: str = "",
    loaded: Loaded | None = None,
    *,
    accepted: bool = True,
) -> Analysis:
    """The whole journey from files to a report, for a repository that is already open and rules that are enabled.

    `loaded` are the documents where somebody has read them already.
    """
    settings = repository.settings
    ownership = load_ownership(repository.tree.root, settings)
    asked = Asked(owner, meant(owner, ownership) if owner else frozenset())
    loaded = loaded or _read(repository, ruleset, jobs)
    graphs = join(loaded.documents, loaded.parts)
    assessments = assess_all(graphs, settings, ruleset.catalogue, now)
    checked = check_rules(
        assessments, rules, settings, now, checks=ruleset.checks, providers=providers(ruleset.vocabulary)
    )
    soon = coming(checked.findings, rules, partial(_reported, assessments, ruleset, settings), now)
    judged = pinned([*checked.findings, *soon], rules, ruleset.own, settings)
    places = SourcePlaces(repository.tree.read_any)
    problems = [problem for document in loaded.documents for problem in document.problems]
    former = {rule.id: rule.aliases for rule in rules if rule.aliases}
    found = fingerprinted([*judged, *problem_findings(problems)], places, former)
    directives = [directive for document in loaded.documents for directive in document.directives]
    known = Known(ruleset.names, frozenset(rule.id for rule in rules))
    settled = settle(found, directives, places, now, known, settings, baseline_of(repository) if accepted else ())
    settled = _owned(settled, ownership, rules)
    report = report_of(repository, loaded, assessments, rules, Said(settled, checked.unknown), asked)
    return Analysis(
        repository, loaded.documents, assessments, tuple(rules), report, settled=settled, parts=loaded.parts
    )


def _reported(
    assessments: Sequence[Assessment], ruleset: Ruleset, settings: Settings, rules: Sequence[Rule], day: date
) -> Sequence[Finding]:
    """What `rules` report on a day."""
    known = providers(ruleset.vocabulary)
    return check_rules(assessments, rules, settings, day, checks=ruleset.checks, providers=known).findings


def _read(repository: Repository, ruleset: Ruleset, jobs: int) -> Loaded:
    """Every document of the repository, as far as the rules need them."""
    wanted, read = demand(ruleset.vocabulary), reader(ruleset.vocabulary)
    return load_repository(repository.tree, repository.discovery.files, wanted, repository.settings, jobs, read)


def _owned(settled: Settled, ownership: Ownership, rules: Iterable[Rule]) -> Settled:
    """What is left and what is hidden, with its owners; lines of CODEOWNERS that count for nothing are said."""
    tenant = frozenset(rule.id for rule in rules if rule.scope == "repository")
    hidden = attributed((item.finding for item in settled.hidden), ownership, tenant)
    wrong = tuple(f"{ownership.place}: {problem}" for problem in ownership.file.problems)
    return settled._replace(
        shown=tuple(noted(attributed(settled.shown, ownership, tenant))),
        hidden=tuple(item._replace(finding=finding) for item, finding in zip(settled.hidden, hidden, strict=True)),
        notices=(*settled.notices, *wrong),
    )


def baseline_of(repository: Repository) -> tuple[Entry, ...]:
    """The findings that the repository's baseline accepts; none where there is no baseline.

    `BaselineError` where it is malformed or cannot be read, or named in the configuration and not there.
    """
    name = repository.settings.baseline or DEFAULT
    if not repository.settings.baseline and not repository.tree.is_file(name):
        return ()
    try:
        return from_bytes(name, repository.tree.read_bytes(name, MAX_GENERATED_BYTES))
    except SourceError as error:
        raise BaselineError(f"{name}: {error.message}: write it with `idlint baseline`") from None


def gates(report: Report, fail_on: str) -> bool:
    """Whether the run should fail: an input did not parse, or a finding is at or above `fail_on`.

    Findings of low confidence never gate; `never` leaves only inputs that did not parse.
    """
    return any(gates_one(finding, fail_on) for finding in report.findings)


def show(paths: Sequence[Path] = (), *, jobs: int = 1, plugins: Plugins | None = None) -> Json:
    """Everything that idlint understands below `paths`, fully evaluated, as JSON data (version 1)."""
    from idlint.report.listing import listing

    repository = open_repository(paths)
    ruleset = load_rules(plugins, repository)
    loaded = load_repository(repository.tree, repository.discovery.files, ALL, repository.settings, jobs)
    resources = {
        resource.key: resource
        for graph in build(loaded.documents, ruleset.vocabulary)
        for resource in graph.resources.values()
    }
    shown = [document for document in loaded.documents if any(map(repository.in_focus, document.files))]
    deployments = [deployment for document in shown for deployment in document.deployments]
    headers = [item.header for deployment in deployments for item in deployment.declarations]
    placed = places(headers, repository.tree.read_any)
    return listing(deployments, resources, lambda location: placed[location].position)


def graph(
    paths: Sequence[Path] = (),
    *,
    start: str = "",
    types: Sequence[str] = (),
    jobs: int = 1,
    plugins: Plugins | None = None,
) -> Graphs:
    """The graph of every environment as JSON data (version 1).

    `start` leaves what the resource with that address leads to, `types` the edges of these types. `UsageError` where
    there is no such address or type.
    """
    from idlint.report.drawing import graph_data

    unknown = [name for name in types if name not in EDGE_TYPES]
    if unknown:
        raise UsageError(f"there are no edges `{unknown[0]}`; there are {', '.join(EDGE_TYPES)}")
    repository = open_repository(paths)
    ruleset = load_rules(plugins, repository)
    wanted = demand(ruleset.vocabulary)
    loaded = load_repository(repository.tree, repository.discovery.files, wanted, repository.settings, jobs)
    graphs = build(loaded.documents, ruleset.vocabulary)
    if start:
        _require_address(start, graphs)
    locations = [resource.header for graph in graphs for resource in graph.resources.values()]
    locations += [edge.location for graph in graphs for edge in graph.edges]
    placed = places(locations, repository.tree.read_any)
    return graph_data(graphs, lambda location: placed[location].position, start=start, types=types)


def _require_address(address: str, graphs: Sequence[ResourceGraph]) -> None:
    known = {key.address for graph in graphs for key in graph.resources}
    if address not in known:
        from difflib import get_close_matches

        close = get_close_matches(address, known, 3)
        advice = f": did you mean {' or '.join(f'`{item}`' for item in close)}?" if close else "; see `idlint show`"
        raise UsageError(f"there is no `{address}`{advice}")
