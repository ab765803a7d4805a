"""Which folder is the root, and which files are inputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from idlint.discovery import discover, find_root
from idlint.errors import UsageError
from idlint.source import SourceTree


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_the_nearest_configuration_file_is_the_root(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "live/idlint.toml", "live/app/main.tf")
    assert find_root([tmp_path / "live" / "app"]) == tmp_path / "live"


def test_a_configuration_above_the_checkout_is_not_its_own(tmp_path: Path) -> None:
    write(tmp_path, "idlint.toml", "checkout/.git/HEAD", "checkout/app/main.tf")
    assert find_root([tmp_path / "checkout" / "app"]) == tmp_path / "checkout"


def test_a_pyproject_without_our_table_is_no_configuration(tmp_path: Path) -> None:
    write(tmp_path, ".git/HEAD", "app/pyproject.toml", "app/main.tf")
    assert find_root([tmp_path / "app"]) == tmp_path


def test_a_worktree_whose_git_is_a_file_is_a_root(tmp_path: Path) -> None:
    write(tmp_path, ".git", "a/main.tf")
    assert find_root([tmp_path / "a" / "main.tf"]) == tmp_path


def test_without_any_mark_the_common_parent_is_the_root(tmp_path: Path) -> None:
    write(tmp_path, "x/a/main.tf", "x/b/main.tf")
    assert find_root([tmp_path / "x" / "a", tmp_path / "x" / "b" / "main.tf"]) == tmp_path / "x"


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        find_root([tmp_path / "nowhere"])


def test_inputs_are_found_sorted_and_the_rest_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "b.tf", "a/x.bicep", "a/x.json", "readme.md", "prod.tfvars", "c.tf.json", "main.bicepparam")
    found = discover(SourceTree(tmp_path))
    assert found.files == ("a/x.bicep", "a/x.json", "b.tf", "c.tf.json", "main.bicepparam", "prod.tfvars")


@pytest.mark.parametrize("folder", [".terraform", "node_modules", ".venv", ".terragrunt-cache", "cdk.out"])
def test_folders_of_tools_are_not_entered(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"live/{folder}/main.tf", "live/main.tf")
    assert discover(SourceTree(tmp_path)).files == ("live/main.tf",)


def test_the_root_s_own_git_folder_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path, ".git/hooks/x.tf", "main.tf")
    assert discover(SourceTree(tmp_path)).files == ("main.tf",)


def test_nested_repositories_rule_folders_and_excluded_paths_are_not_entered(tmp_path: Path) -> None:
    write(tmp_path, "vendor/x/.git/HEAD", "vendor/x/main.tf", "rules/r/rule.yaml", "rules/r/fail.tf")
    write(tmp_path, "old/a.tf", "keep/a.tf", "keep/b_old.tf")
    found = discover(SourceTree(tmp_path), exclude=["old/*", "*_old.tf"])
    assert found.files == ("keep/a.tf",)


def test_a_link_to_nothing_makes_no_nested_repository(tmp_path: Path) -> None:
    write(tmp_path, "live/main.tf")
    (tmp_path / "live" / ".git").symlink_to(tmp_path / "gone")
    assert discover(SourceTree(tmp_path)).files == ("live/main.tf",)


def test_a_nested_repository_that_cannot_be_read_is_none_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "closed/.git/HEAD", "locked/main.tf", "main.tf")
    scandir = os.scandir

    def refusing(folder: str) -> object:
        if folder.rstrip("/").endswith("ed"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    found = discover(SourceTree(tmp_path))
    assert found.skipped == {"locked": "the folder cannot be read: Permission denied"}
    assert found.folders == (".", "locked")


def test_what_is_in_a_walked_folder_is_not_looked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/main.tf", "a/old.tf", "a/readme.md", "node_modules/x.tf")
    tree = SourceTree(tmp_path)
    discover(tree, exclude=["a/old.tf"])
    assert tree.names("node_modules") == ["x.tf"]
    monkeypatch.setattr(os, "listdir", None)
    assert tree.names("a") == ["main.tf", "old.tf", "readme.md"]
    assert tree.names(".") == ["a", "node_modules"]
    assert tree.reads == {"node_modules": True, "a": True, ".": True}


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a/terragrunt.hcl", "b/terragrunt.hcl", "x.tftest.hcl", "y.tfstack.hcl", "main.tf", "a.tf.j2")
    found = discover(SourceTree(tmp_path))
    assert found.not_input == {"Terraform stack": 1, "Terraform template": 1, "Terraform test": 1, "Terragrunt": 2}


def test_a_file_link_is_reported_at_its_real_path_once(tmp_path: Path) -> None:
    write(tmp_path, "shared/provider.tf")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "provider.tf").symlink_to(tmp_path / "shared" / "provider.tf")
    tree = SourceTree(tmp_path)
    assert discover(tree).files == ("shared/provider.tf",)
    assert tree.links == {"app/provider.tf": "shared/provider.tf"}


def test_a_link_out_of_the_repository_is_refused_and_named(tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.tf", "repo/main.tf")
    (tmp_path / "repo" / "link.tf").symlink_to(tmp_path / "outside" / "secret.tf")
    (tmp_path / "repo" / "broken.tf").symlink_to(tmp_path / "repo" / "gone.tf")
    found = discover(SourceTree(tmp_path / "repo"))
    assert found.files == ("main.tf",)
    assert found.skipped == {
        "broken.tf": "links to nothing that can be read",
        "link.tf": "links out of the repository",
    }


@pytest.mark.skipif(os.name != "posix", reason="a path that is too long for the system")
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "main.tf")
    monkeypatch.chdir(tmp_path)
    for _ in range(30):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    found = discover(SourceTree(tmp_path))
    assert found.files == ("main.tf",)
    ((folder, reason),) = found.skipped.items()
    assert folder == found.folders[-1]
    assert reason == "the folder cannot be read: File name too long"


def test_folder_links_are_not_walked_so_a_loop_of_them_ends(tmp_path: Path) -> None:
    write(tmp_path, "a/main.tf")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert discover(SourceTree(tmp_path)).files == ("a/main.tf",)


def test_every_walked_folder_is_named_because_a_new_file_may_appear_in_it(tmp_path: Path) -> None:
    write(tmp_path, "a/b/main.tf", "c/readme.md", "node_modules/x/main.tf")
    assert discover(SourceTree(tmp_path)).folders == (".", "a", "a/b", "c")
