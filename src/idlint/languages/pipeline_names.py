"""Which files may be pipelines, by their names alone.

Outside the pipelines' package, because that is loaded only where there is such a file.
"""

from __future__ import annotations

SUFFIXES = (".yml", ".yaml")

GITHUB = ".github/workflows/"
GITLAB = (".gitlab-ci.yml", ".gitlab-ci.yaml")


def may_be_pipeline(path: str) -> bool:
    """Whether the name of a file lets it be a pipeline of some platform; its content decides."""
    return path.endswith(SUFFIXES) and (is_github(path) or is_gitlab(path) or may_be_azure(path))


def is_github(path: str) -> bool:
    """Whether GitHub runs the file, by its place."""
    return GITHUB in "/" + path and "/" not in path.rpartition(GITHUB)[2]


def is_gitlab(path: str) -> bool:
    """Whether GitLab runs the file, by its name."""
    return path.rpartition("/")[2] in GITLAB


def may_be_azure(path: str) -> bool:
    """Whether an Azure pipeline may have that name: there is no place or name that they must have."""
    return path.endswith(SUFFIXES) and "/.github/" not in "/" + path and not is_gitlab(path)
