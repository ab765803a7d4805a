"""What pipelines apply is put together over all of them."""

from __future__ import annotations

from idlint.document import DeployStep, Invocation
from idlint.languages.applied import merged, of_template
from idlint.values import Unknown

ONE, TWO = DeployStep("a.yml", "jobs.apply.steps[0].deploy"), DeployStep("b.yml", "jobs.apply.steps[0].deploy")


def test_the_same_way_of_applying_is_one_with_every_step() -> None:
    first = Invocation("infra", "prod", ("p.tfvars",), {"a": "1", "b": "x"}, steps=(ONE,))
    second = Invocation("infra", "prod", ("p.tfvars",), {"a": "2", "b": "x"}, steps=(TWO,))
    [item] = merged([first, second])
    assert item.steps == (ONE, TWO)
    assert item.variables["b"] == "x"
    assert isinstance(item.variables["a"], Unknown)


def test_where_one_does_not_tell_its_workspace_nothing_tells_it() -> None:
    default, other = Invocation("infra", "prod", workspace="default"), Invocation("infra", "prod")
    [both], [same] = merged([default, other]), merged([default, default])
    assert (both.workspace, same.workspace) == ("", "default")


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


DEV, PROD, BARE = (Invocation("m.bicep", name, (f"m.{name}.bicepparam",)) for name in ("dev", "prod", ""))


def sets(stated: list[Invocation], suggested: list[Invocation]) -> dict[str, tuple[DeployStep, ...]]:
    return {item.name: item.steps for item in of_template(stated, (), suggested, str)}


def test_what_is_applied_with_files_that_nobody_knows_may_be_any_of_the_others() -> None:
    unknown = Invocation("m.bicep", steps=(ONE,))
    assert sets([unknown, PROD._replace(steps=(TWO,))], [DEV, PROD]) == {"prod": (TWO, ONE), "dev": (ONE,)}
    assert sets([unknown], []) == {"": (ONE,)}


def test_a_file_that_names_no_environment_is_one_of_its_own_beside_others() -> None:
    assert sets([], [BARE, DEV]) == {"default": (), "dev": ()}
    assert sets([], [BARE]) == {"": ()}
    assert sets([], [BARE, DEV._replace(name="default")]) == {"": (), "default": ()}
