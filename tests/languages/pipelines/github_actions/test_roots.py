"""Which workflows are read by themselves."""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.pipelines.github_actions import roots
from idlint.settings import Settings
from idlint.source import SourceTree

CALLED = "on: workflow_call\njobs: {a: {steps: []}}\n"


def test_workflows_that_only_others_here_call_are_read_with_these(
    repository: Callable[[dict[str, str]], SourceTree],
) -> None:
    files = {
        ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    uses: './.github/workflows/called.yml'\n  b:\n"
        "    uses: ./.github/workflows/both.yml\n",
        ".github/workflows/called.yml": CALLED,
        ".github/workflows/both.yml": "on: [workflow_call, push]\njobs: {a: {steps: []}}\n",
        ".github/workflows/library.yml": CALLED,
        ".github/workflows/jinja.yml": "{% if x %}\non: push\n{% endif %}\n",
        "sub/.github/workflows/called.yml": CALLED,
        "{{cookiecutter.name}}/.github/workflows/a.yml": CALLED,
    }
    assert roots(repository(files), list(files), Settings()) == [
        ".github/workflows/a.yml",
        ".github/workflows/both.yml",
        ".github/workflows/library.yml",
        "sub/.github/workflows/called.yml",
    ]


def test_calls_by_the_repositorys_own_name_count(repository: Callable[[dict[str, str]], SourceTree]) -> None:
    call = "on: push\njobs:\n  a:\n    uses: acme/infra/.github/workflows/called.yml@main\n"
    files = {
        ".github/workflows/a.yml": call,
        ".github/workflows/called.yml": CALLED,
        "sub/.github/workflows/a.yml": call.replace("called", "other"),
        ".github/workflows/other.yml": CALLED,
    }
    tree = repository(files)
    assert roots(tree, list(files), Settings(repository="acme/infra")) == [
        ".github/workflows/a.yml",
        "sub/.github/workflows/a.yml",
        ".github/workflows/other.yml",
    ]
    assert len(roots(tree, list(files), Settings())) == 4
