"""Which files may be pipelines, by their names alone.

Outside the pipelines' package, because that is loaded only where there is such a file.
"""

from __future__ import annotations

SUFFIXES = (".yml", ".yaml")

GITHUB = ".github/workflows/"
GITLAB = (".gitlab-ci.yml", ".gitlab-ci.yaml")

AZURE_FOLDERS = frozenset(
    {
        ".ado", ".azdo", ".azure-devops", ".azure-pipelines", ".azuredevops", ".azurepipelines", ".devops", ".pipeline",
        ".pipelines", ".vsts", "ado", "azdo", "azure-devops", "azure-pipeline", "azure-pipelines", "azure_pipelines",
        "azuredevops", "azurepipelines", "build", "builds", "cd", "ci", "ci-cd", "cicd", "deploy", "deployment",
        "devops", "pipeline", "pipelines", "release", "releases",
    }
)  # fmt: skip
"""Folders, at any depth above a file, that people keep their Azure pipelines in."""


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
    """Whether an Azure pipeline may have that name: it says so, lies at the top, or in a folder of pipelines."""
    *folders, name = path.lower().split("/")
    words = name.replace("_", "-")
    return "pipeline" in words or "azure" in words or not folders or not AZURE_FOLDERS.isdisjoint(folders)
