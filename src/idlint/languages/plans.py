"""Which JSON files are Terraform plans: a cheap look at their first bytes, before any front end is loaded.

`terraform show -json` writes `format_version` and `terraform_version` first; a file that somebody has
sorted by key begins with one of a few other keys, and is then looked through.
"""

from __future__ import annotations

import re

from idlint.errors import SourceError
from idlint.source import MAX_GENERATED_BYTES, SourceTree

BINARY_MARK = b"PK\x03\x04"
"""How a plan begins that `terraform plan -out` wrote: it is a zip archive."""

_HEAD = 1_024
_FIRST = r'\s*\{\s*"(\w+)"'
_SORTED_FIRST = frozenset({"applyable", "checks", "complete", "configuration", "errored", "planned_values", "values"})
_OTHERS = (".tf.json", ".tfvars.json", ".tofu.json")


def is_plan_name(path: str) -> bool:
    """Whether a file of that name may hold a plan or a state as JSON."""
    return path.endswith(".json") and not path.endswith(_OTHERS)


def is_plan(tree: SourceTree, path: str) -> bool:
    """Whether the file at `path` holds a plan or a state, complete or not, or a plan in binary form."""
    if not is_plan_name(path):
        return False
    head = _head(tree, path)
    if head.startswith(BINARY_MARK):
        return True
    first = re.match(_FIRST, decoded(head))
    if first is None:
        return False
    if first[1] in {"format_version", "terraform_version"}:
        return _says_so(head) or _is_whole(tree, path)
    return first[1] in _SORTED_FIRST and _is_whole(tree, path)


def decoded(data: bytes) -> str:
    """The text of a plan; PowerShell writes what it redirects in UTF-16."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return data.decode(encoding, "replace")


def _head(tree: SourceTree, path: str) -> bytes:
    return tree.head(path, _HEAD)


def _says_so(data: bytes) -> bool:
    text = decoded(data)
    return '"format_version"' in text and '"terraform_version"' in text


def _is_whole(tree: SourceTree, path: str) -> bool:
    try:
        return _says_so(tree.read_bytes(path, MAX_GENERATED_BYTES))
    except SourceError:
        return False
