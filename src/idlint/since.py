"""What a change does: the repository as it is against the state in which its branch left another one.

Both states are judged by the present configuration and rules, each with its own comments and baseline. Of the
earlier state only the units are evaluated that the change reaches; all others are the same documents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from idlint.api import Analysis, analyse, analyse_paths, load_rules
from idlint.discovery import find_root
from idlint.document import Document, Unit
from idlint.former import FormerTree, former_discovery
from idlint.graph.build import reader
from idlint.graph.kinds import demand
from idlint.graph.linked import Linked
from idlint.history import Earlier, earlier
from idlint.languages import find_pipelines, find_units, invocations
from idlint.plugins import Plugins, load_plugins
from idlint.policy.introduced import compared
from idlint.policy.ruleset import Ruleset
from idlint.report.model import Change
from idlint.repository import Repository
from idlint.resilience.movement import movements
from idlint.workers import Loaded, load_all


def analyse_since(
    ref: str,
    paths: Sequence[Path] = (),
    *,
    staged: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    owner: str = "",
    now: date | None = None,
    jobs: int = 1,
    plugins: Plugins | None = None,
) -> Analysis:
    """What `analyse_paths` says of the present state, its report limited to what came since the branch left `ref`.

    The report's `change` has the rest. `UsageError` where git cannot answer, with the way out.
    """
    state = earlier(find_root(paths or (Path.cwd(),)), ref)
    plugins = plugins or load_plugins()
    today = now or date.today()
    after = analyse_paths(
        paths, staged=staged, select=select, ignore=ignore, owner=owner, now=today, jobs=jobs, plugins=plugins
    )
    ruleset = load_rules(plugins, after.repository)
    before = _before(after, state, ruleset, today, jobs)
    hidden = [item.finding for item in after.settled.hidden]
    found = compared(before.report.findings, after.report.findings, hidden)
    change = Change(
        since=ref,
        commit=state.commit,
        files=len(state.contents) + len(state.links),
        fixed=found.fixed,
        places=before.report.places,
        kept=found.kept,
        moved=found.moved,
        movements=movements(before.assessments, after.assessments),
    )
    return after._replace(report=after.report._replace(findings=found.introduced, change=change))


def _before(after: Analysis, state: Earlier, ruleset: Ruleset, now: date, jobs: int) -> Analysis:
    """The earlier state, analysed like the present one."""
    if not state.contents and not state.links:
        return after
    present = after.repository
    tree = FormerTree(present.tree.root, state)
    found = former_discovery(present.discovery, state.contents, present.settings.exclude)
    tree.unread = present.tree.unread
    tree.links = {path: real for path, real in present.tree.links.items() if path not in state.contents}
    tree.know(path for path in found.files if path not in state.contents)
    repository = present._replace(tree=tree, discovery=found)
    loaded = _loaded(repository, after, state, ruleset, jobs)
    return analyse(repository, ruleset, after.rules, now, jobs, after.report.owner, loaded)


def _loaded(repository: Repository, after: Analysis, state: Earlier, ruleset: Ruleset, jobs: int) -> Loaded:
    """The documents of the earlier state, those that the change does not reach taken over."""
    known = _unreached(after, frozenset((*state.contents, *state.links)))
    tree, files, settings = repository.tree, repository.discovery.files, repository.settings
    wanted, read = demand(ruleset.vocabulary), reader(ruleset.vocabulary)

    def load(units: Sequence[Unit]) -> Loaded:
        return _taken_over(units, known, lambda fresh: load_all(tree, fresh, wanted, settings, jobs, read))

    first = load(find_pipelines(tree, files, settings))
    then = load(find_units(tree, files, invocations(first.documents), settings))
    return Loaded(first.documents + then.documents, {**first.skipped, **then.skipped}, first.parts + then.parts)


Known = Mapping[tuple[str, str], tuple[Document, tuple[Linked, ...]]]
"""(language, path) -> a document of the present state, with its deployments as the graph reads them."""


def _unreached(after: Analysis, changed: Collection[str]) -> Known:
    """The documents for which nothing was read, or looked for in vain, that has changed, and no folder listed."""
    touched = {*changed, *(path.rpartition("/")[0] or "." for path in changed)}
    found, at = {}, 0
    for document in after.documents:
        parts = after.parts[at : at + len(document.deployments)]
        at += len(document.deployments)
        if touched.isdisjoint(document.reads) and touched.isdisjoint(document.files):
            found[document.unit.language, document.unit.path] = document, parts
    return found


def _taken_over(units: Sequence[Unit], known: Known, load: Callable[[Sequence[Unit]], Loaded]) -> Loaded:
    """The documents of `units` in their order: a known one where the unit is still made in the same way."""
    same = {
        (unit.language, unit.path)
        for unit in units
        if (unit.language, unit.path) in known and known[unit.language, unit.path][0].unit == unit
    }
    fresh = load([unit for unit in units if (unit.language, unit.path) not in same])
    made: dict[tuple[str, str], tuple[Document, tuple[Linked, ...]]] = {}
    at = 0
    for document in fresh.documents:
        number = len(document.deployments)
        made[document.unit.language, document.unit.path] = document, fresh.parts[at : at + number]
        at += number
    ordered = [
        (known if name in same else made)[name]
        for unit in units
        if (name := (unit.language, unit.path)) in {*same, *made}
    ]
    return Loaded(
        tuple(document for document, _ in ordered), fresh.skipped, tuple(part for _, parts in ordered for part in parts)
    )
