"""The register of one repository: what is hidden or assumed there, by whom, why and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from idlint.api import Analysis, analyse_paths, baseline_of, load_rules
from idlint.plugins import load_plugins
from idlint.policy import register
from idlint.policy.engine import check
from idlint.policy.findings import Finding
from idlint.policy.owners import load_ownership
from idlint.policy.places import SourcePlaces
from idlint.policy.register import Risk
from idlint.policy.ruleset import Ruleset, providers
from idlint.settings import Assumption


def risks(paths: Sequence[Path] = (), *, now: date | None = None, jobs: int = 1) -> tuple[Risk, ...]:
    """Everything in the repository that holds `paths` that hides findings or states facts; the paths limit nothing.

    Raises an `IdlintError` where the run itself fails.
    """
    today = now or date.today()
    plugins = load_plugins()
    analysis = analyse_paths(paths, require_input=False, now=today, jobs=jobs, plugins=plugins)
    repository, settled = analysis.repository, analysis.settled
    ruleset = load_rules(plugins, repository)
    owners = load_ownership(repository.tree.root, repository.settings).of_path
    known = register.Known(settled.hidden, owners, today, ruleset.names)
    places = SourcePlaces(repository.tree.read_any)
    directives = [item for document in analysis.documents for item in document.directives]
    answered = _answered(analysis, ruleset, today)
    return tuple(
        chain(
            register.of_comments(directives, lambda item: places.position(item.span).line, known),
            register.of_configuration(repository.settings.suppress, known),
            register.of_baseline(baseline_of(repository), settled.stale, known),
            register.of_assumptions(repository.settings.assume, lambda item: answered[item.fact], known),
        )
    )


def _answered(analysis: Analysis, ruleset: Ruleset, now: date) -> dict[str, list[Finding]]:
    """Fact -> the findings that there would be if nobody stated it."""
    settings = analysis.repository.settings
    rules = [rule for rule in analysis.rules if rule.answered_by]
    alone: dict[str, list[Finding]] = defaultdict(list)
    for one in {item.fact: item for item in settings.assume}.values():
        others: tuple[Assumption, ...] = tuple(item for item in settings.assume if item.fact != one.fact)
        concerned = [rule for rule in rules if one.fact in rule.answered_by]
        checked = check(
            analysis.assessments, concerned, settings._replace(assume=others), now,
            checks=ruleset.checks, providers=providers(ruleset.vocabulary),
        )  # fmt: skip
        alone[one.fact] = list(checked.findings)
    return alone
