"""The first `idlint.toml`: what was found as comments, what somebody has to decide as proposals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from idlint.adoption.survey import Root, Survey
from idlint.report.counts import plural
from idlint.report.terminal import clean, wrap

WIDTH = 100
HALF_A_YEAR = timedelta(days=182)
"""How long a proposed assumption holds."""

_MOST = 10

LANGUAGES = {
    "terraform": "Terraform", "bicep": "Bicep", "arm": "ARM templates", "github_actions": "GitHub Actions",
    "azure_pipelines": "Azure Pipelines", "gitlab_ci": "GitLab CI", "kubernetes": "Kubernetes manifests",
}  # fmt: skip


def configuration(survey: Survey, today: date) -> str:
    """The text of a configuration that changes nothing yet.

    Prose is `# like this`; a proposal is `#like = "this"`, and holds once its mark is removed.
    """
    parts = (_head(survey), _roots(survey), _owners(survey), _criticality(survey), _modules(survey))
    lines = [line for part in (*parts, _assumptions(survey, today)) for line in part]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(survey: Survey) -> Iterator[str]:
    yield from _prose(
        "Configuration of idlint, begun by `idlint init`. A line like `#key = value` is a proposal: remove its mark "
        "where it is right. Every key is described in docs/configuration.md of idlint."
    )
    files = ", ".join(f"{LANGUAGES[name]} ({plural(count, 'file')})" for name, count in survey.languages.items())
    yield from _prose(f"Found: {files or 'nothing that idlint reads yet'}.")
    yield ""
    yield from _prose("Which findings fail the run: critical, high, medium or low.")
    yield 'fail-on = "high"'
    yield ""
    yield from _prose("Paths that are not entered, as patterns relative to this folder.")
    yield "#exclude = []"
    yield ""


def _roots(survey: Survey) -> Iterator[str]:
    named = [root for root in survey.roots if root.sets]
    nameless = [root for root in survey.roots if not root.sets and root.workloads]
    if named:
        yield from _prose("Environments, as file names and pipelines show them:")
        yield from _listed(f"{root.path}: {', '.join(root.sets)}" for root in named)
    if nameless:
        yield from _prose("Places whose environment nothing shows; say how they are applied, where that matters:")
        yield from _listed(root.path for root in nameless)
    yield from _set_of(next((root for root in nameless if "." not in root.path.rpartition("/")[2]), None))
    if named or nameless:
        yield ""


def _set_of(root: Root | None) -> Iterator[str]:
    if root is not None:
        yield "#[[sets]]"
        yield f"#root = {quoted(root.path)}"
        yield '#name = "prod"'
        yield '#var-files = ["prod.tfvars"]'


def _owners(survey: Survey) -> Iterator[str]:
    if survey.codeowners:
        yield from _prose(
            f"Owners come from {survey.codeowners} ({plural(len(survey.owners), 'owner')}). What is true of the whole "
            "tenant belongs to no file; say who answers for it, and for what the file leaves out."
        )
    else:
        yield from _prose("There is no CODEOWNERS file; say who owns what, so that every finding has an owner.")
    yield "#[owners]"
    somebody = quoted(survey.owners[0] if survey.owners else "@identity-team")
    yield f'#"area:identity" = {somebody}'
    yield from (f"#{quoted(pattern)} = {somebody}" for pattern in _unowned(survey)[:_MOST])
    yield ""


def _unowned(survey: Survey) -> list[str]:
    """Patterns for what nobody owns: one for each place where others are owned, else one for each folder at the top."""
    paths = [root.path for root in survey.roots if not root.owned]
    if not survey.codeowners:
        paths = [path.partition("/")[0] for path in paths]
    return list(dict.fromkeys("*" if path == "." else f"{path}*" if "." in path else f"{path}/*" for path in paths))


def _criticality(survey: Survey) -> Iterator[str]:
    if not survey.workloads:
        return
    yield from _prose(
        f"How much a workload matters: {survey.declared:,} of {plural(survey.workloads, 'workload')} declare it by a "
        "tag. What nobody declares is assumed, and its findings stay at medium. The first pattern that matches wins."
    )
    if survey.by_set:
        yield from _prose(
            "Where one folder is applied to several environments only a tag can tell them apart: "
            f"that concerns {plural(survey.by_set, 'workload')}."
        )
    if survey.proposals:
        yield "#[criticality]"
    for item in survey.proposals[:_MOST]:
        why = plural(item.workloads, "workload") + (f", {item.why}" if item.why else "")
        yield from (f"#{quoted(pattern)} = {quoted(item.level)} # {clean(why)}" for pattern in item.patterns)
    if len(survey.proposals) > _MOST:
        yield from _prose(f"and {len(survey.proposals) - _MOST:,} more folders")
    yield ""


def _modules(survey: Survey) -> Iterator[str]:
    if not survey.opaque:
        return
    calls = sum(count for _, count in survey.opaque)
    yield from _prose(
        f"{plural(len(survey.opaque), 'source')} of modules could not be read ({plural(calls, 'call')}). After "
        "`terraform init` or `bicep restore` they can; or say which folder holds one."
    )
    yield "#[modules]"
    for source, count in survey.opaque[:3]:
        yield f'#{quoted(source)} = "modules/name" # {plural(count, "call")}'
    yield ""


def _assumptions(survey: Survey, today: date) -> Iterator[str]:
    if survey.answerable:
        yield from _prose(
            "What is missing here may be handled elsewhere. Where it is, say so: with a reason, a name and a last day. "
            "Where it is not, leave it: then it is a finding."
        )
    for item in survey.answerable:
        yield from ("", *_prose(f"{item.rule}: {item.message}"))
        yield "#[[assume]]"
        others = f" # or {', '.join(item.facts[1:])}" if len(item.facts) > 1 else ""
        yield f"#fact = {quoted(item.facts[0])}{others}"
        yield '#because = "where it is handled, and how that can be checked"'
        yield f"#owner = {quoted(survey.owners[0] if survey.owners else 'who answers for it')}"
        yield f"#until = {(today + HALF_A_YEAR).isoformat()}"


def _prose(text: str) -> Iterator[str]:
    yield from wrap(clean(text), WIDTH, "# ", "# ")


def _listed(items: Iterable[str]) -> Iterator[str]:
    shown = list(items)
    for item in shown[:_MOST]:
        yield f"#   {clean(item)}"
    if len(shown) > _MOST:
        yield f"#   and {len(shown) - _MOST:,} more"


def quoted(text: str) -> str:
    """`text` as a TOML string on one line."""
    return json.dumps(clean(text), ensure_ascii=False).replace("\x7f", "\\u007f")
