"""Data sources that need no cloud: their computed attributes follow from their arguments and the repository."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from idlint.fuel import Exhausted, out_of_budget
from idlint.languages.terraform.expressions import evaluate
from idlint.languages.terraform.functions import call
from idlint.languages.terraform.grammar import parse_template
from idlint.languages.terraform.primitives import to_string
from idlint.languages.terraform.scope import EvaluationError, Isolated, Scope
from idlint.languages.terraform.templates import join
from idlint.values import Encoded, Unknown, Value, is_known, reveal

Arguments: TypeAlias = Callable[[str], Value]
"""The value of an argument by name; null where it is not written."""

Computed: TypeAlias = Callable[[Arguments, Scope], Value]


def computed(type: str, name: str, arguments: Arguments, scope: Scope) -> Value:
    """The attribute `name` of a data source of `type`; null where only the provider knows it."""
    compute = COMPUTED.get((type, name))
    if compute is None:
        return None
    try:
        return compute(arguments, scope)
    except EvaluationError:
        return None
    except Exhausted:
        return out_of_budget()


def _template(arguments: Arguments, scope: Scope) -> Value:
    """What `template_file` renders: the template with nothing but its own variables, all of them strings."""
    text, names = reveal(arguments("template")), reveal(arguments("vars"))
    if isinstance(text, Unknown):
        return Unknown(text.reason)
    if not isinstance(text, str) or not isinstance(names, dict | None):
        return None
    known = {key: to_string(value) for key, value in (names or {}).items()}
    return evaluate(parse_template(text.encode()), Isolated(scope, known, (0, 0)))


def _content(arguments: Arguments, scope: Scope) -> Value:
    data = _file(arguments, scope)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else None


def _content_base64(arguments: Arguments, scope: Scope) -> Value:
    data = _file(arguments, scope)
    return _encoded(data) if isinstance(data, bytes) else None


def _file(arguments: Arguments, scope: Scope) -> bytes | str | None:
    name = reveal(arguments("filename"))
    return scope.read_file(name) if isinstance(name, str) else None


def _cloud_init(arguments: Arguments, scope: Scope) -> Value:
    """The parts of a cloud-init document as one MIME text, compressed and encoded unless told otherwise."""
    parts = reveal(arguments("part"))
    if not isinstance(parts, list):
        return Unknown("unknown cloud-init parts")
    boundary = arguments("boundary")
    boundary = "MIMEBOUNDARY" if boundary is None else boundary
    pieces: list[Value] = ['Content-Type: multipart/mixed; boundary="', boundary, '"\nMIME-Version: 1.0\r\n\r\n']
    for number, part in enumerate(item for item in map(reveal, parts) if isinstance(item, dict)):
        pieces += ["\r\n--" if number else "--", boundary, "\r\n", *_part(part)]
    joined = reveal(join([*pieces, "\r\n--", boundary, "--\r\n"], scope.fuel))
    if arguments("gzip") is not False:
        return Encoded(joined, "the compressed bytes depend on the compressor")
    if arguments("base64_encode") is False:
        return joined
    return _encoded(joined.encode()) if isinstance(joined, str) else Encoded(joined, "encoded in base 64")


def _encoded(data: bytes) -> str:
    from base64 import b64encode  # 1 ms, and few read such data

    return b64encode(data).decode()


def _part(part: Mapping[str, Value]) -> list[Value]:
    """One part: its headers, in the order of their names, and its content.

    https://github.com/hashicorp/terraform-provider-cloudinit/blob/main/internal/provider/cloudinit_config.go
    """
    headers: list[Value] = []
    if part.get("filename"):
        headers += ['Content-Disposition: attachment; filename="', part["filename"], '"\r\n']
    headers += ["Content-Transfer-Encoding: 7bit\r\nContent-Type: ", part.get("content_type") or "text/plain"]
    headers += ["\r\nMime-Version: 1.0\r\n"]
    if part.get("merge_type"):
        headers += ["X-Merge-Type: ", part["merge_type"], "\r\n"]
    return [*headers, "\r\n", part.get("content") or ""]


def _policy(arguments: Arguments, scope: Scope) -> Value:
    """An IAM policy in JSON, around what is unknown of it; not known where another document is merged into it."""
    statements = reveal(arguments("statement"))
    merged = [arguments(name) for name in ("source_policy_documents", "override_policy_documents")]
    if not isinstance(statements, list) or any(item is not None for item in merged):
        return None
    version = arguments("version")
    document: dict[str, Value] = {
        "Version": "2012-10-17" if version is None else version,
        "Statement": [_statement(item) if isinstance(item, dict) else item for item in map(reveal, statements)],
    }
    return json.dumps(document, indent=2) if is_known(document) else call("jsonencode", [document], scope, (0, 0))


_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}


def _statement(block: dict[str, Value]) -> Value:
    made: dict[str, Value] = {}
    if block.get("sid") is not None:
        made["Sid"] = reveal(block["sid"])
    effect = block.get("effect")
    made["Effect"] = "Allow" if effect is None else reveal(effect)
    for name, key in _LISTS.items():
        if block.get(name):
            made[key] = _one_or_many(block[name])
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if block.get(name):
            made[key] = _principals(block[name])
    if block.get("condition"):
        made["Condition"] = _conditions(block["condition"])
    return made


def _one_or_many(value: Value) -> Value:
    """A list of texts, sorted where all of it is known, and as itself what is alone."""
    inner = reveal(value)
    if not isinstance(inner, list):
        return inner
    items = [item if isinstance(item, Unknown) else str(item) for item in map(reveal, inner)]
    texts = [item for item in items if isinstance(item, str)]
    ordered: list[Value] = [*sorted(texts)] if len(texts) == len(items) else [*items]
    return ordered[0] if len(ordered) == 1 else ordered


def _blocks(value: Value) -> list[dict[str, Value]] | Unknown:
    """The blocks of one name; Unknown where one of them is."""
    inner = reveal(value)
    items = [reveal(item) for item in inner] if isinstance(inner, list) else [inner]
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    return unknown or [item for item in items if isinstance(item, dict)]


def _principals(value: Value) -> Value:
    blocks = _blocks(value)
    if isinstance(blocks, Unknown):
        return blocks
    found: dict[str, list[Value]] = {}
    for block in blocks:
        type, listed = reveal(block.get("type")), reveal(block.get("identifiers"))
        if not isinstance(type, str):
            return Unknown("type of a principal is unknown")
        found.setdefault(type, []).extend(listed if isinstance(listed, list) else [listed])
    return "*" if found == {"*": ["*"]} else {type: _one_or_many(items) for type, items in found.items()}


def _conditions(value: Value) -> Value:
    blocks = _blocks(value)
    if isinstance(blocks, Unknown):
        return blocks
    found: dict[str, dict[str, Value]] = {}
    for block in blocks:
        test, variable = reveal(block.get("test")), reveal(block.get("variable"))
        if not isinstance(test, str) or not isinstance(variable, str):
            return Unknown("a condition of the policy is unknown")
        found.setdefault(test, {})[variable] = _one_or_many(block.get("values"))
    return {test: {**variables} for test, variables in found.items()}


COMPUTED: Mapping[tuple[str, str], Computed] = {
    ("template_file", "rendered"): _template,
    ("local_file", "content"): _content,
    ("local_file", "content_base64"): _content_base64,
    ("cloudinit_config", "rendered"): _cloud_init,
    ("template_cloudinit_config", "rendered"): _cloud_init,
    ("aws_iam_policy_document", "json"): _policy,
}
"""What can be computed here; everything else a data source reads from its provider."""
