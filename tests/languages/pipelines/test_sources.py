"""What is kept of the files that a pipeline is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.errors import SourceError
from idlint.languages.pipelines.sources import MAX_MESSAGE, Sources
from idlint.source import SourceTree, Span

Repository = Callable[[dict[str, str]], SourceTree]


def test_a_file_is_read_once_and_its_problems_are_kept(repository: Repository) -> None:
    sources = Sources(repository({"a.yml": "a: 1\na: 2 # idlint: ignore[x]\n"}))
    assert sources.open("a.yml") is sources.open("a.yml")
    assert list(sources.files) == ["a.yml"]
    assert len(sources.problems) == 1
    assert [item.rule for item in sources.directives] == ["x"]


def test_nodes_of_a_file_are_shared_between_pipelines(repository: Repository) -> None:
    tree = repository({"a.yml": "a: 1\n"})
    assert Sources(tree).first("a.yml") is Sources(tree).first("a.yml")


def test_a_file_that_is_not_there(repository: Repository) -> None:
    sources = Sources(repository({}))
    with pytest.raises(SourceError):
        sources.open("a.yml")
    assert sources.first("a.yml") is None
    assert [problem.message for problem in sources.problems] == ["does not exist"]


def test_problems_are_said_once_and_on_one_line(repository: Repository) -> None:
    sources = Sources(repository({}))
    for _ in range(2):
        sources.problem(Span("a.yml", 0, 1), "one\n  two " + "long " * 200)
    (problem,) = sources.problems
    assert problem.message.startswith("one two long")
    assert len(problem.message) <= MAX_MESSAGE


def test_holes_are_said_once(repository: Repository) -> None:
    sources = Sources(repository({}))
    for _ in range(2):
        sources.hole("jobs.a", "x", "why", Span("a.yml", 0, 1), {"k": "v"})
    (hole,) = sources.holes
    assert (hole.address, hole.arguments) == ("jobs.a", {"k": "v"})
