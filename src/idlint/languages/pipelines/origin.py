"""What the platform calls this repository: the configuration says so, else the remote of the checkout."""

from __future__ import annotations

import re

from idlint.errors import SourceError
from idlint.settings import Settings
from idlint.source import SourceTree

_REMOTE = re.compile(r'\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)', re.MULTILINE)
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


def name_in(url: str) -> str:
    """`owner/name` at the end of a remote's address, in any of git's forms; empty for a path."""
    found = _URL.match(url)
    name = found["name"].lstrip("/") if found else ""
    return name if "/" in name and not url.startswith((".", "/", "file:")) else ""
