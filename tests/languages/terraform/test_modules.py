"""What the files of a folder declare together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]

VARIABLE = 'variable "size" {}\n'


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("a", '`variable "a"` is declared more than once in this module'),
        ("aaa", '`variable "a"` is declared more than once in this module'),
        ("ab", '`variable "a"` and one more are declared more than once in this module'),
        ("abcb", '`variable "a"` and 2 more are declared more than once in this module'),
    ],
)
def test_what_a_file_declares_again_is_one_problem_there(repository: Make, names: str, message: str) -> None:
    first, second = ("".join(f'variable "{name}" {{}}\n' for name in declared) for declared in ("abc", names))
    [problem] = repository({"a.tf": first, "b.tf": second}).load().problems
    assert (problem.message, problem.location.path, problem.location.start) == (message, "b.tf", 0)


def test_what_is_declared_again_in_another_file_is_a_problem_there(repository: Make) -> None:
    document = repository({"a.tf": VARIABLE, "b.tf": VARIABLE}).load()
    assert [problem.location.path for problem in document.problems] == ["b.tf"]


def test_what_an_override_file_declares_again_is_laid_over_it(repository: Make) -> None:
    code = 'resource "terraform_data" "a" {\n  input = "INPUT"\n}\n'
    document = repository({"main.tf": code, "main_override.tf": code.replace("INPUT", "other")}).load()
    [made] = document.deployments[0].declarations
    assert (made.attributes["input"], document.problems) == ("other", ())
