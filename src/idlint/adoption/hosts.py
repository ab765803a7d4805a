"""The pipeline that runs idlint, for the host that a repository shows."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname

from idlint.records import NamedTuple
from idlint.report.terminal import clean
from idlint.version import __version__

HOSTS = ("github", "azure", "gitlab")

REMOTES = {
    "github.com": "github", "dev.azure.com": "azure", "visualstudio.com": "azure", "gitlab.com": "gitlab",
    "gitlab.": "gitlab",
}  # fmt: skip
"""What the address of a remote contains -> its host."""

MARKS = {
    "github": (".github/workflows",),
    "azure": ("azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines", ".azuredevops", ".devops"),
    "gitlab": (".gitlab-ci.yml", ".gitlab"),
}
"""Host -> files and folders that only it reads."""


class Pipeline(NamedTuple):
    """One file, and what is still to be done by hand."""

    path: str
    text: str
    note: str = ""


def host_of(checkout: Path, pipelines: Mapping[str, tuple[str, ...]]) -> str:
    """The host of a checkout: as its remote says, else the one with the most pipelines; empty where nothing tells."""
    remote = _remote(checkout)
    for part, host in REMOTES.items():
        if part in remote:
            return host
    counts = Counter({host: len(paths) for host, paths in pipelines.items()})
    for host, names in MARKS.items():
        counts[host] += any((checkout / name).exists() for name in names)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def _remote(checkout: Path) -> str:
    """The address of the remote `origin`; empty where there is none, or the checkout is a worktree."""
    import configparser

    reader = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        reader.read_string((checkout / ".git" / "config").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
    return reader.get('remote "origin"', "url", fallback="")


def pipeline(host: str, root: str, existing: tuple[str, ...] = ()) -> Pipeline:
    """The pipeline of `host` for a configuration in the folder `root` (empty: the checkout's).

    `existing` are the pipelines that are there: a further one of Azure goes beside them.
    """
    check = f"idlint check {shlex.quote(root)}".strip() if root else "idlint check"
    install = f"python -m pip install idlint=={__version__}"
    if host == "github":
        return Pipeline(".github/workflows/idlint.yml", GITHUB.format(install=install, check=check))
    if host == "azure":
        folder = Counter(map(dirname, existing)).most_common(1)
        path = f"{folder[0][0]}/idlint.yml" if folder and folder[0][0] else "azure-pipelines-idlint.yml"
        return Pipeline(path, AZURE.format(install=install, check=check), f"create a pipeline from {clean(path)} once")
    include = "add `- local: .gitlab/idlint.yml` under `include` in .gitlab-ci.yml"
    return Pipeline(".gitlab/idlint.yml", GITLAB.format(install=install, check=check), include)


GITHUB = """\
# Begun by `idlint init`. Findings become annotations of the pull request; the table is the summary of the job.
name: idlint

on:
  pull_request:
  push:
    branches: [main, master]
  workflow_dispatch:

permissions:
  contents: read

jobs:
  idlint:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install idlint
        run: {install}
      - name: Check
        run: {check} --output markdown="$RUNNER_TEMP/idlint.md"
      - name: Summary
        if: always()
        run: cat "$RUNNER_TEMP/idlint.md" >> "$GITHUB_STEP_SUMMARY"
"""

AZURE = """\
# Begun by `idlint init`. Findings become errors and warnings of the run; each rule is a test in its Tests tab.
trigger:
  branches:
    include: [main, master]

pool:
  vmImage: ubuntu-latest

steps:
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.12"
  - script: {install}
    displayName: Install idlint
  - script: {check} --output junit="$(Agent.TempDirectory)/idlint.xml"
    displayName: Check
  - task: PublishTestResults@2
    condition: succeededOrFailed()
    inputs:
      testResultsFormat: JUnit
      testResultsFiles: $(Agent.TempDirectory)/idlint.xml
      testRunTitle: idlint
"""

GITLAB = """\
# Begun by `idlint init`. Findings appear in the merge request as code quality.
idlint:
  stage: test
  image: python:3.12-slim
  script:
    - {install}
    - {check} --output gitlab=gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
"""
