"""What pipelines apply is put together over all of them."""

from __future__ import annotations

from idlint.document import Invocation
from idlint.languages.applied import merged
from idlint.source import Span
from idlint.values import Unknown

ONE, TWO = Span("a.yml", 0, 1), Span("b.yml", 0, 1)


def test_the_same_way_of_applying_is_one_with_every_step() -> None:
    first = Invocation("infra", "prod", ("p.tfvars",), {"a": "1", "b": "x"}, steps=(ONE,))
    second = Invocation("infra", "prod", ("p.tfvars",), {"a": "2", "b": "x"}, steps=(TWO,))
    [item] = merged([first, second])
    assert item.steps == (ONE, TWO)
    assert item.variables["b"] == "x"
    assert isinstance(item.variables["a"], Unknown)


def test_different_files_under_one_name_get_names_of_their_own() -> None:
    found = merged(
        [
            Invocation("i", "prod", ("a.tfvars",)),
            Invocation("i", "prod", ("b.tfvars",)),
            Invocation("i", "prod", (), workspace="w"),
        ]
    )
    assert [item.name for item in found] == ["prod", "prod/b", "prod/w"]


def test_equal_names_in_different_folders_stay() -> None:
    assert [item.name for item in merged([Invocation("a", "prod"), Invocation("b", "prod")])] == ["prod", "prod"]
