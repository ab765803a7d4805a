"""When GitLab runs a pipeline and its jobs: `rules`, `only`, `when` and `workflow`.

https://docs.gitlab.com/ci/jobs/job_rules/
"""

from __future__ import annotations

import re
from typing import Final

from idlint.languages.pipelines.gitlab_ci.templates import Templates
from idlint.languages.pipelines.model import Trigger
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.records import NamedTuple
from idlint.source import Location

_SOURCES: Final[dict[str, Trigger]] = {
    "push": "push",
    "merge_request_event": "pull_request",
    "schedule": "schedule",
    "web": "manual",
    "api": "manual",
    "trigger": "manual",
    "chat": "manual",
    "webide": "manual",
    "pipeline": "call",
    "parent_pipeline": "call",
}
"""Value of `CI_PIPELINE_SOURCE` -> the kind of trigger.

https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable
"""

_ANY: Final[tuple[Trigger, ...]] = ("push", "schedule", "manual", "call", "other")
"""What starts a branch pipeline where nothing is ruled out."""

_OTHERS: Final = ("changes", "exists")
"""Conditions of a rule apart from `if`."""

_SOURCE: Final = r"\$\{?CI_PIPELINE_SOURCE\}?\s*(==|!=|=~)\s*(?:\"([^\"]*)\"|'([^']*)'|/([^/]*)/)"


class When(NamedTuple):
    """When a job runs."""

    runs: bool = True
    """Whether anything at all starts it."""
    manual: bool = False
    """Whether a person starts it, whatever rule holds."""
    condition: str = ""
    allow_failure: bool = False


def when(node: MappingNode, templates: Templates) -> When:
    """What `rules`, or `only` and `when`, say of a job."""
    own = node.get("when")
    word = own.text if isinstance(own, ScalarNode) else "on_success"
    allowed = node.get("allow_failure")
    may_fail = isinstance(allowed, MappingNode) or (isinstance(allowed, ScalarNode) and allowed.value is True)
    if "rules" not in node.by_name:
        return When(word != "never", word == "manual", _only(node, templates), may_fail)
    words: list[str] = []
    texts: list[str] = []
    items = templates.items(node.get("rules"))
    for item in items:
        if not isinstance(item, MappingNode):
            continue
        chosen = item.get("when")
        words.append(chosen.text if isinstance(chosen, ScalarNode) else word)
        if words[-1] != "never":
            texts.append(_condition(item))
    running = [word for word in words if word != "never"]
    is_known = len(words) == len(items) and bool(items)
    manual = is_known and bool(running) and all(word == "manual" for word in running)
    text = " || ".join(texts) if all(texts) else ""
    return When(bool(running) or not is_known, manual, text, may_fail)


def _condition(rule: MappingNode) -> str:
    """What has to hold for a rule, as text; empty where it always does."""
    condition = rule.get("if")
    if isinstance(condition, ScalarNode):
        return condition.text
    return next((name for name in _OTHERS if name in rule.by_name), "")


def set_by_rules(nodes: list[Node | None], templates: Templates) -> set[str]:
    """The variables that lists of rules set: which value they have depends on the rule that holds."""
    rules = [item for node in nodes for item in templates.items(node) if isinstance(item, MappingNode)]
    sets = [item.get("variables") for item in rules]
    return {key.text for found in sets if isinstance(found, MappingNode) for key, _ in found.pairs}


def _only(node: MappingNode, templates: Templates) -> str:
    """The references that `only` names, as text."""
    only = node.get("only")
    refs = only.get("refs") if isinstance(only, MappingNode) else only
    names = [item.text for item in templates.items(refs) if isinstance(item, ScalarNode)]
    return f"only: {', '.join(names)}" if names else ""


def triggers(root: MappingNode, templates: Templates, header: Location) -> dict[Trigger, Location]:
    """What starts the pipeline: everything but merge requests, unless `workflow: rules` say otherwise."""
    workflow = root.get("workflow")
    rules = workflow.get("rules") if isinstance(workflow, MappingNode) else None
    if rules is None:
        return dict.fromkeys(_ANY, header)
    found: dict[Trigger, Location] = {}
    refused: set[Trigger] = set()
    for item in templates.items(rules):
        if not isinstance(item, MappingNode):
            return dict.fromkeys((*_ANY, "pull_request"), rules.span)
        kinds = _admitted(item.get("if"))
        chosen = item.get("when")
        if isinstance(chosen, ScalarNode) and chosen.text == "never":
            refused |= _refused(item)
            continue
        for kind in kinds:
            if kind not in refused:
                found.setdefault(kind, item.span)
    return found


def _admitted(condition: Node | None) -> tuple[Trigger, ...]:
    """The kinds of triggers for which an `if` can hold."""
    if not isinstance(condition, ScalarNode):
        return (*_ANY, "pull_request")
    text = condition.text
    named = [name for operator, name in _sources(text) if operator == "=="]
    if named and "||" not in text.replace("CI_PIPELINE_SOURCE", "", len(named)) and "&&" not in text:
        return tuple(dict.fromkeys(_SOURCES.get(name, "other") for name in named))
    if named:
        alternatives = text.split("||")
        kinds: dict[Trigger, None] = {}
        for part in alternatives:
            own = [name for operator, name in _sources(part) if operator == "=="]
            kinds.update(dict.fromkeys([_SOURCES.get(name, "other") for name in own] or _by_variable(part)))
        return tuple(kinds)
    return _by_variable(text)


def _by_variable(text: str) -> tuple[Trigger, ...]:
    """The triggers that set the variables an `if` asks for."""
    excluded = {_SOURCES.get(name, "other") for operator, name in _sources(text) if operator == "!="}
    if re.search(r"\bCI_MERGE_REQUEST_", text) and "CI_COMMIT_" not in text:
        return ("pull_request",)
    return tuple(kind for kind in _ANY if kind not in excluded)


def _refused(rule: MappingNode) -> set[Trigger]:
    """The triggers that a `when: never` rules out for certain."""
    if not _condition(rule):
        return {*_ANY, "pull_request"}
    condition = rule.get("if")
    if not isinstance(condition, ScalarNode) or "&&" in condition.text or any(map(rule.get, _OTHERS)):
        return set()
    named = {_SOURCES.get(name, "other") for operator, name in _sources(condition.text) if operator == "=="}
    return named - {"manual", "call", "other"} | ({"manual"} if '"web"' in condition.text else set())


def _sources(text: str) -> list[tuple[str, str]]:
    """Each comparison of the pipeline's source: operator and what it is compared with."""
    return [(found[1], found[2] or found[3] or found[4] or "") for found in re.finditer(_SOURCE, text)]


def names(node: Node | None) -> list[str]:
    """The texts of a list, or of one text."""
    items = node.items if isinstance(node, SequenceNode) else [node] if node is not None else []
    return [item.text for item in items if isinstance(item, ScalarNode)]
