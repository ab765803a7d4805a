"""The repository as it was: a `FormerTree` answers as the files did that were there before."""

from __future__ import annotations

import tempfile
from copy import copy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.discovery import discover
from idlint.errors import SourceError
from idlint.former import FormerTree, former_discovery
from idlint.history import Earlier
from idlint.source import MAX_SOURCE_BYTES, SourceTree

PATHS = ("main.tf", "a/main.tf", "a/b/x.tf", "a/b/y.txt", "c/main.bicep", "c/d/e/z.json", ".terraform/m.tf")
PROBES = (*PATHS, ".", "a", "a/b", "c", "c/d", "c/d/e", "nowhere", "a/../main.tf", "./a/b", "../out", "a/b/x.tf/y")

states = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2"]))


def write(root: Path, files: dict[str, bytes]) -> SourceTree:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return SourceTree(root)


def answers(tree: SourceTree, path: str) -> tuple[object, ...]:
    try:
        data: object = tree.read_bytes(path)
    except SourceError:
        data = None
    return tree.is_file(path), tree.is_folder(path), tree.names(path), tree.head(path, 1), data


@given(states, states)
@settings(max_examples=100, deadline=None)
def test_it_answers_as_the_files_did(then: dict[str, bytes], now: dict[str, bytes]) -> None:
    changed = {path: then.get(path) for path in PATHS if then.get(path) != now.get(path)}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "then").mkdir()
        (Path(folder) / "now").mkdir()
        before, present = write(Path(folder) / "then", then), write(Path(folder) / "now", now)
        former = copy(FormerTree(present.root, Earlier("", changed, {})))  # copied as for another process
        for path in PROBES:
            assert answers(former, path) == answers(before, path), path
        found = former_discovery(discover(present), changed, ())
        assert found.files == discover(before).files


def test_links_lead_where_they_led(tmp_path: Path) -> None:
    write(tmp_path, {"shared.tf": b"new", "link.tf": b"no link any more"})
    links = {"link.tf": "shared.tf", "out.tf": "../../etc/hosts", "a/up.tf": "../link.tf", "round.tf": "round.tf"}
    tree = FormerTree(tmp_path, Earlier("", {"shared.tf": b"old"}, links))
    assert tree.read_bytes("link.tf") == tree.read_bytes("a/up.tf") == b"old"
    for path in ("out.tf", "round.tf"):
        assert not tree.is_file(path)
        with pytest.raises(SourceError, match="outside the repository"):
            tree.read_bytes(path)


def test_a_former_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    tree = FormerTree(tmp_path, Earlier("", {"big.tf": bytes(MAX_SOURCE_BYTES + 1)}, {}))
    with pytest.raises(SourceError, match="larger than the limit"):
        tree.read("big.tf")


def test_what_is_excluded_or_an_example_of_a_rule_was_none_before(tmp_path: Path) -> None:
    gone = {"legacy/a.tf": b"", "rule/rule.yaml": b"id", "rule/fail.tf": b"", "a.tftest.hcl": b"", "kept/a.tf": b""}
    found = former_discovery(discover(SourceTree(tmp_path)), gone, ("legacy/*",))
    assert found.files == ("kept/a.tf",)
