"""What the files of a folder declare together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]

VARIABLE = 'variable "size" {}\n'


@pytest.mark.parametrize(("count", "often"), [(2, "twice"), (5, "5 times")])
def test_what_is_declared_again_is_one_problem_at_the_second_place(repository: Make, count: int, often: str) -> None:
    document = repository({"main.tf": VARIABLE * count}).load()
    [problem] = document.problems
    assert problem.message == f'`variable "size"` is declared {often} in this module'
    assert problem.location.start == len(VARIABLE)


def test_what_is_declared_again_in_another_file_is_a_problem_there(repository: Make) -> None:
    document = repository({"a.tf": VARIABLE, "b.tf": VARIABLE}).load()
    assert [problem.location.path for problem in document.problems] == ["b.tf"]


def test_what_an_override_file_declares_again_is_laid_over_it(repository: Make) -> None:
    code = 'resource "terraform_data" "a" {\n  input = "INPUT"\n}\n'
    document = repository({"main.tf": code, "main_override.tf": code.replace("INPUT", "other")}).load()
    [made] = document.deployments[0].declarations
    assert (made.attributes["input"], document.problems) == ("other", ())
