"""Which YAML files hold service accounts or what runs as one, and which are only templates of such files.

A file is looked at by its bytes, and YAML is parsed for the few that are left: most manifests of a repository say
nothing about identity. A template (Helm, Jinja) becomes a manifest only where it is rendered, so it is not read.
"""

from __future__ import annotations

import re
from typing import Final

from idlint.errors import SourceError
from idlint.source import MAX_SOURCE_BYTES, SourceTree

SUFFIXES: Final = (".yml", ".yaml")

WORKLOADS: Final = {
    "Deployment": ("apps", "extensions"),
    "StatefulSet": ("apps",),
    "DaemonSet": ("apps", "extensions"),
    "ReplicaSet": ("apps", "extensions"),
    "Job": ("batch",),
    "CronJob": ("batch",),
    "Pod": ("",),
}
"""Kinds of objects that run pods -> the groups of their API; other groups have a `Job` of their own."""

TEMPLATE: Final = "template of Kubernetes manifests"

_FOREIGN_FOLDERS = frozenset({".github", ".gitlab", "node_modules", "fixtures", "testdata", "__fixtures__"})

_KIND = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:kind|\"kind\")[ \t]*:[ \t]*[\"']?"
    rb"(?:ServiceAccount|List|" + b"|".join(map(str.encode, WORKLOADS)) + rb")\b",
    re.MULTILINE,
)
_MARKS = (b"erviceAccount", b"azure.workload.identity/")
"""What stands in every file that is read: `ServiceAccount`, `serviceAccountName`, or a label of workload identity."""


def is_candidate(path: str) -> bool:
    """Whether a file may be a manifest by its name alone."""
    if not path.endswith(SUFFIXES):
        return False
    *folders, name = path.lower().split("/")
    return _FOREIGN_FOLDERS.isdisjoint(folders) and "fixture" not in name


def looks_like(data: bytes) -> bool:
    """Whether a file may hold an account, or what runs as one, by its bytes."""
    if not any(mark in data for mark in _MARKS) or b"apiVersion" not in data or b"\0" in data:
        return False
    return _KIND.search(data) is not None


def is_template(data: bytes) -> bool:
    """Whether something renders the file before anybody applies it."""
    return _ACTION.search(data) is not None


_ACTION = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?(?:[\w./-]+[ \t]*:[ \t]*)?\{[{%]"
    rb"|^[ \t]+(?:name|namespace|serviceAccountName|serviceAccount)[ \t]*:[^#\n]*\{[{%]",
    re.MULTILINE,
)
"""A line or value that begins with an action, or a name with one in it; a text like `{{ $labels.pod }}` is data."""


def content(tree: SourceTree, path: str) -> bytes:
    """The bytes of a file; of one that is too large its beginning, by which it is a manifest that cannot be read."""
    try:
        return tree.read_bytes(path)
    except SourceError:
        return tree.head(path, MAX_SOURCE_BYTES)


def unread(tree: SourceTree, path: str) -> str:
    """What a YAML file that nobody reads is called, where it is a template of manifests; else empty."""
    if not is_candidate(path):
        return ""
    data = content(tree, path)
    return TEMPLATE if looks_like(data) and is_template(data) else ""
