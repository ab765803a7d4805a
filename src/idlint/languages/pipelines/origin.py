"""What the platform calls this repository: the configuration says so, else the remote of the checkout."""

from __future__ import annotations

import re

from idlint.errors import SourceError
from idlint.settings import Settings
from idlint.source import SourceTree

_REMOTE = re.compile(r'\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)', re.MULTILINE)
_BY_NAME = re.compile(r"(?P<name>[^/\s@]+/[^/\s@]+)/(?P<path>[^@\s]+)@(?P<version>\S+)")
_PINNED = re.compile(r"[0-9a-f]{40}|v?\d[\w.-]*")
"""A commit, or a tag such as `v2`: what it holds may be another text than the one here."""
_URL = re.compile(r"^(?:\w+://)?(?:[^@/\s]+@)?[^/:\s]+[:/](?P<name>[^\s]+?)(?:\.git)?/?$")


def repository_name(tree: SourceTree, settings: Settings) -> str:
    """`owner/name`; empty where neither the configuration nor the checkout's `origin` says it."""
    if settings.repository:
        return settings.repository
    try:
        config = tree.read(".git/config", 100_000).text
    except SourceError:
        return ""
    remote = _REMOTE.search(config)
    return name_in(remote[1]) if remote else ""


def own_path(tree: SourceTree, name: str, source: str) -> str:
    """The path of a workflow or action that is called as `owner/name/path@branch`, where that is this repository.

    Empty where it is another one, where it is pinned to a version, and where no such workflow or action is here.
    https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows#calling-a-reusable-workflow
    """
    found = _BY_NAME.fullmatch(source)
    if not name or found is None or found["name"].lower() != name.lower() or _PINNED.fullmatch(found["version"]):
        return ""
    path = found["path"]
    return path if any(map(tree.is_file, (path, f"{path}/action.yml", f"{path}/action.yaml"))) else ""


def name_in(url: str) -> str:
    """`owner/name` at the end of a remote's address, in any of git's forms; empty for a path."""
    found = _URL.match(url)
    name = found["name"].lstrip("/") if found else ""
    return name if "/" in name and not url.startswith((".", "/", "file:")) else ""
