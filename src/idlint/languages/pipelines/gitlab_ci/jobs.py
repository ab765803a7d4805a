"""One GitLab job: its instances, its runner, its variables, its scripts.

https://docs.gitlab.com/ci/yaml/#job-keywords
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Final

from idlint.document import Call
from idlint.fuel import Fuel
from idlint.languages.pipelines.gitlab_ci.rules import set_by_rules, when
from idlint.languages.pipelines.gitlab_ci.templates import Templates
from idlint.languages.pipelines.gitlab_ci.variables import expanded, with_inputs
from idlint.languages.pipelines.model import Job, Runner, Step
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode, to_value
from idlint.source import Location, Span
from idlint.values import Origin, Unknown, Value, text

MAX_INSTANCES: Final = 200
"""Jobs of one `parallel: matrix`; GitLab's own limit."""

_STORES: Final = (
    "vault", "azure_key_vault", "gcp_secret_manager", "aws_secrets_manager", "aws_ssm_parameter_store",
    "gitlab_secrets_manager", "akeyless",
)  # fmt: skip
_SPANS: Final = {"rules": "condition", "only": "condition", "when": "manual", "timeout": "timeout_minutes"}
_MINUTES: Final[dict[str, Decimal | int]] = {
    "mo": 43_800,
    "s": Decimal(1) / 60,
    "m": 1,
    "h": 60,
    "d": 1_440,
    "w": 10_080,
    "y": 525_600,
}


def jobs(
    key: ScalarNode, node: MappingNode, templates: Templates, prefix: str, callers: tuple[Call, ...], maybe: str
) -> list[Job]:
    """The instances of one job; none where nothing ever starts it. `needs` are filled in by the caller."""
    node = templates.with_defaults(node)
    chosen = when(node, templates)
    if not chosen.runs:
        return []
    found: list[Job] = []
    for label, own in _instances(node, templates):
        address = f"{prefix}jobs.{key.text}{label}"
        variables = _variables(node, templates, own)
        found.append(_job(key, node, templates, address, variables, callers))
    words = f"{chosen.condition}" or None
    return [
        job._replace(
            condition=words,
            manual=chosen.manual,
            continue_on_error=chosen.allow_failure,
            maybe=maybe or ("matrix is unknown" if job.address.endswith("[?]") else ""),
        )
        for job in found
    ]


def _job(
    key: ScalarNode,
    node: MappingNode,
    made: Templates,
    address: str,
    known: dict[str, Value],
    callers: tuple[Call, ...],
) -> Job:
    """One instance."""
    fuel = made.fuel
    environment = node.get("environment")
    name = environment.get("name") if isinstance(environment, MappingNode) else environment
    stage = node.get("stage")
    return Job(
        address=address,
        name=key.text,
        header=key.span,
        runner=_runner(node, made, known),
        steps=tuple(_steps(node, made, address, known, callers)),
        stage=stage.text if isinstance(stage, ScalarNode) else "test",
        environment=_text(name, known, fuel),
        timeout_minutes=_minutes(node.get("timeout")),
        retries=_retries(node.get("retry")),
        id_token=bool(_keys(node.get("id_tokens"))),
        variables=known,
        groups=tuple(_stores(node.get("secrets"))),
        spans={_SPANS.get(name.text, name.text): value.span for name, value in node.pairs},
        callers=callers,
    )


def _text(node: Node | None, known: dict[str, Value], fuel: Fuel) -> Value:
    """A scalar with its variables replaced."""
    return expanded(node.text, known, fuel) if isinstance(node, ScalarNode) else ""


def _keys(node: Node | None) -> list[str]:
    return [key.text for key, _ in node.pairs] if isinstance(node, MappingNode) else []


def _stores(node: Node | None) -> list[str]:
    """The kinds of secret stores that `secrets` names."""
    found = [_keys(value) for _, value in node.pairs] if isinstance(node, MappingNode) else []
    return list(dict.fromkeys(name for names in found for name in names if name in _STORES))


def _variables(node: MappingNode, templates: Templates, own: dict[str, Value]) -> dict[str, Value]:
    """The variables that the job sees, expanded: global ones, its own, a matrix's, passed ones, tokens and secrets."""
    found: dict[str, Value] = {}
    written = templates.resolved(item) if (item := node.get("variables")) is not None else None
    local = written.pairs if isinstance(written, MappingNode) else []
    for key, value in (*templates.inherited_variables(node), *local):
        found[key.text] = _variable(value)
    found.update(own)
    workflow = templates.root.get("workflow")
    rules = [node.get("rules"), workflow.get("rules") if isinstance(workflow, MappingNode) else None]
    for name in set_by_rules(rules, templates):
        found[name] = Unknown("variable depends on rules", Origin(f"variables.{name}"))
    found.update(templates.passed)
    for name in _keys(node.get("id_tokens")):
        found[name] = Unknown("OIDC token", Origin(f"id_tokens.{name}"))
    for name in _keys(node.get("secrets")):
        found[name] = Unknown("secret", Origin(f"secrets.{name}"))
    fuel = templates.fuel
    return {name: expanded(item, found, fuel) if isinstance(item, str) else item for name, item in found.items()}


def _variable(node: Node) -> Value:
    """A variable's text, which is not expanded yet; `{value: …}` is the longer form."""
    if isinstance(node, MappingNode):
        node = node.by_name.get("value", ScalarNode(Span(node.path, node.start, node.start), "", False, ""))
    return node.text if isinstance(node, ScalarNode) else Unknown("variable is no text")


def _instances(node: MappingNode, templates: Templates) -> list[tuple[str, dict[str, Value]]]:
    """The instances of `parallel: matrix`, each with its variables; equal copies (`parallel: 5`) are one job."""
    parallel = node.get("parallel")
    matrix = parallel.get("matrix") if isinstance(parallel, MappingNode) else None
    if matrix is None:
        return [("", {})]
    found: list[dict[str, Value]] = []
    for item in templates.items(matrix):
        made = _product(item) if isinstance(item, MappingNode) else None
        if made is None or len(found) + len(made) > MAX_INSTANCES:
            return [("[?]", {})]
        found += made
    labels = [", ".join(map(text, values.values())).replace('"', "'") for values in found]
    return [(f'["{label}"]', values) for label, values in dict(zip(labels, found, strict=True)).items()]


def _product(node: MappingNode) -> list[dict[str, Value]] | None:
    """Every combination of one entry's lists; None where there are too many or they are not known."""
    found: list[dict[str, Value]] = [{}]
    for key, value in node.pairs:
        items = value.items if isinstance(value, SequenceNode) and not value.tag else [value]
        if not all(isinstance(item, ScalarNode) and "$[[" not in item.text for item in items):
            return None
        if len(found) * len(items) > MAX_INSTANCES:
            return None
        texts = [item.text for item in items if isinstance(item, ScalarNode)]
        found = [{**values, key.text: name} for values in found for name in texts]
    return found


def _runner(node: MappingNode, templates: Templates, known: dict[str, Value]) -> Runner:
    """Tags and image; whose machine it is only GitLab's own tags say.

    https://docs.gitlab.com/ci/runners/hosted_runners/
    """
    tags = templates.resolved(item) if (item := node.get("tags")) is not None else None
    labels = tuple(_text(item, known, templates.fuel) for item in templates.items(tags))
    image = templates.resolved(item) if (item := node.get("image")) is not None else None
    name = image.get("name") if isinstance(image, MappingNode) else image
    is_hosted = any(isinstance(label, str) and label.startswith("saas-") for label in labels)
    span = tags.span if tags is not None else None
    container = _text(name, known, templates.fuel)
    if is_hosted:
        return Runner("hosted", labels, container=container, span=span)
    is_own = "self-hosted" in labels
    return Runner("self-hosted" if is_own else "unknown", labels, container=container, span=span)


def _steps(
    node: MappingNode, templates: Templates, address: str, known: dict[str, Value], callers: tuple[Call, ...]
) -> list[Step]:
    """The job's script with what runs before it, in one shell; what runs after it has a shell of its own."""
    inputs, spans = _inputs(node)
    found: list[Step] = []
    for number, names in enumerate((("before_script", "script"), ("after_script",))):
        parts = [(name, node.by_name[name]) for name in names if name in node.by_name]
        if not parts or (number == 0 and "script" not in node.by_name):
            continue
        script, lines = _script([part for _, part in parts], templates)
        spans = {**spans, **lines, "run": parts[-1][1].span}
        found.append(
            Step(
                address=f"{address}.steps[{len(found)}]",
                action="",
                header=parts[-1][1].span,
                name=parts[-1][0],
                inputs=inputs,
                spans=spans,
                script=script,
                env=known,
                condition="always()" if number else None,
                continue_on_error=bool(number),
                callers=callers,
            )
        )
    return found


def _inputs(node: MappingNode) -> tuple[dict[str, Value], dict[str, Location]]:
    """`id_tokens` and `secrets`, as the inputs of the job's scripts."""
    names = [name for name in ("id_tokens", "secrets", "identity") if name in node.by_name]
    return {name: to_value(node.get(name)) for name in names}, {name: node.by_name[name].span for name in names}


def _script(parts: list[Node], templates: Templates) -> tuple[Value, dict[str, Location]]:
    """The lines of several scripts, one behind the other, and where each command is written (`run[3]`: line 3)."""
    lines: list[str] = []
    spans: dict[str, Location] = {}
    for part in parts:
        for item in templates.items(part):
            own = (item.text if isinstance(item, ScalarNode) else "").rstrip("\n").split("\n")
            templates.fuel.grow(sum(map(len, own)) + len(own))
            places = _line_spans(item, len(own), templates.sources)
            spans |= {f"run[{len(lines) + number}]": span for number, span in enumerate(places)}
            lines += own
    return with_inputs("\n".join(lines), templates.fuel), spans


def _line_spans(item: Node, count: int, sources: Sources) -> list[Location]:
    """Where each line of one command is written: of a literal block its own line, else all of the command."""
    file = sources.files.get(item.path)
    data = file.source.data[item.start : item.end] if file is not None else b""
    if not data.startswith(b"|"):
        return [item.span] * count
    written = data.split(b"\n")
    at = item.start + len(written[0]) + 1
    found: list[Location] = []
    for line in written[1 : count + 1]:
        text = line.strip()
        start = at + len(line) - len(line.lstrip())
        found.append(Span(item.path, start, start + len(text)) if text else item.span)
        at += len(line) + 1
    return found + [item.span] * (count - len(found))


def _retries(node: Node | None) -> Value:
    """How often GitLab repeats the job by itself."""
    chosen = node.get("max") if isinstance(node, MappingNode) else node
    value = chosen.value if isinstance(chosen, ScalarNode) else 0
    if isinstance(value, int):
        return int(value)
    return Unknown("number of retries is no number") if chosen is not None else 0


@cache
def _duration() -> re.Pattern[str]:
    return re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(mo|s|m|h|d|w|y)[a-z]*\s*(?:,|and)?\s*", re.IGNORECASE)


def _minutes(node: Node | None) -> Value:
    """`3h 30m` or `90 minutes` in minutes; a number alone is seconds.

    https://docs.gitlab.com/ci/yaml/#timeout
    """
    if not isinstance(node, ScalarNode):
        return None
    written, total, at = node.text.strip(), Decimal(0), 0
    if written.isascii() and written.isdigit() and len(written) < 10:
        return Decimal(written) / 60
    while at < len(written):
        found = _duration().match(written, at)
        if found is None:
            return Unknown("timeout is no duration")
        total += Decimal(found[1]) * _MINUTES[found[2].lower()]
        at = found.end()
    return total
