"""Files of the scanned repository: positions of any bytes, and a tree that cannot be left or tricked."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from socket import AF_UNIX, socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.errors import SourceError
from idlint.source import MAX_SOURCE_BYTES, Position, SourceFile, SourceTree, decode_check

MARK = b"\xef\xbb\xbf"


@pytest.fixture
def tree(tmp_path: Path) -> SourceTree:
    (tmp_path / "repo" / "infra").mkdir(parents=True)
    (tmp_path / "repo" / "infra" / "main.tf").write_bytes(b"a = 1\n")
    (tmp_path / "outside.tf").write_bytes(b"secret")
    return SourceTree(tmp_path / "repo")


# Positions


@pytest.mark.parametrize(
    ("data", "start", "end", "position"),
    [
        (b"", 0, 0, (1, 1, 1, 1)),
        (b"ab\ncd", 1, 4, (1, 2, 2, 2)),
        (b"ab\n", 3, 3, (2, 1, 2, 1)),
        ("é日x".encode(), 5, 6, (1, 3, 1, 4)),
        ("日x".encode(), 1, 2, (1, 1, 1, 1)),
        (MARK + b"ab", 3, 5, (1, 1, 1, 3)),
        (MARK + b"ab", 0, 1, (1, 1, 1, 1)),
        (b"a\n" + MARK + b"b", 5, 6, (2, 2, 2, 3)),
        (b"a\r\nb", 3, 4, (2, 1, 2, 2)),
        (b"ab", 1, 0, (1, 2, 1, 2)),
        (b"ab", 7, 9, (1, 3, 1, 3)),
    ],
)
def test_bytes_become_lines_and_columns_in_code_points(
    data: bytes, start: int, end: int, position: tuple[int, int, int, int]
) -> None:
    assert SourceFile("x", data).position(start, end) == Position(*position)


@given(st.text(), st.data())
def test_position_agrees_with_counting_in_the_text(text: str, data: st.DataObject) -> None:
    text = text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")
    at = data.draw(st.integers(0, len(text)))
    offset = len(text[:at].encode())
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    for mark in (b"", MARK):
        source = SourceFile("x", mark + text.encode())
        assert source.position(len(mark) + offset, len(mark) + offset)[:2] == (line, column)
        assert source.line_number(len(mark) + offset) == line
        assert source.line(line) == text.split("\n")[line - 1].rstrip("\r\n")


@given(st.binary(), st.integers(-9, 99), st.integers(-9, 99))
def test_any_range_of_any_bytes_is_inside_the_file(data: bytes, start: int, end: int) -> None:
    source = SourceFile("x", data)
    position = source.position(start, end)
    assert (1, 1) <= position[:2] <= position[2:]
    assert position.end_line <= data.count(b"\n") + 1


@pytest.mark.parametrize("number", [-1, 0, 3, 99])
def test_line_outside_the_file_is_empty(number: int) -> None:
    assert SourceFile("x", b"a\n").line(number) == ""


def test_text_has_no_byte_order_mark() -> None:
    assert SourceFile("x", MARK + b"a").text == "a"


# What is text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\0b", "contains NUL bytes, so it is not text"),
        ("a".encode("utf-16"), "contains NUL bytes, so it is not text"),
        (b"\0GITCRYPT\0\x12", "is encrypted: unlock it with git-crypt, or leave it out with `exclude`"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode_check("x.tf", data)
    assert (caught.value.path, caught.value.message) == ("x.tf", message)


def test_what_is_no_utf_8_is_refused_unless_somebody_allows_it(tree: SourceTree) -> None:
    (tree.root / "b.tf").write_bytes(b"ab\xff\xc3\xa9\xc3")
    with pytest.raises(SourceError) as caught:
        tree.read("b.tf")
    assert (caught.value.path, caught.value.message) == ("b.tf", "is not UTF-8: byte 2 cannot be decoded")
    source = tree.read_any("b.tf")
    assert (source.text, source.replaced) == ("ab?é?", (2, 5))


@given(st.binary())
def test_bytes_are_refused_or_decode_with_everything_at_its_place(data: bytes) -> None:
    try:
        source = decode_check("x", data)
    except SourceError:
        return
    assert len(source.data) == len(data)
    assert {at for at, byte in enumerate(data) if source.data[at] != byte} == set(source.replaced)
    assert source.text.encode() == source.data.removeprefix(MARK)


# The tree


@pytest.mark.parametrize("path", ["infra/main.tf", "./infra/../infra/main.tf", "infra//main.tf"])
def test_paths_are_normalised(tree: SourceTree, path: str) -> None:
    assert tree.resolve(path) == "infra/main.tf"
    assert tree.read(path).path == "infra/main.tf"


def test_what_is_named_from_the_root_has_one_name(tree: SourceTree) -> None:
    assert tree.resolve(".") == "."
    assert tree.resolve("./infra") == tree.resolve("././infra") == "infra"


def test_absolute_path_inside_the_root_is_relative_to_it(tree: SourceTree) -> None:
    assert tree.resolve(str(tree.root / "infra" / "main.tf")) == "infra/main.tf"
    assert tree.resolve(str(tree.root)) == tree.resolve("") == "."


@pytest.mark.parametrize("path", ["../outside.tf", "/etc/passwd", "infra/../../outside.tf", "a\0b"])
def test_path_out_of_the_repository_is_refused(tree: SourceTree, path: str) -> None:
    assert tree.resolve(path) is None
    assert not tree.is_file(path)
    assert not tree.is_folder(path)
    with pytest.raises(SourceError, match="lies outside the repository"):
        tree.read(path)
    assert tree.reads[path] is False


def test_folder_whose_name_begins_like_the_root_is_outside(tree: SourceTree) -> None:
    (tree.root.parent / "repo2").mkdir()
    assert tree.resolve("../repo2") is None


def test_root_of_the_file_system_can_be_a_repository() -> None:
    assert SourceTree(Path("/")).resolve("etc") is not None


def test_link_inside_is_followed_to_its_real_path_and_link_out_is_refused(tree: SourceTree) -> None:
    (tree.root / "inside.tf").symlink_to("infra/main.tf")
    (tree.root / "out.tf").symlink_to("../outside.tf")
    (tree.root / "loop.tf").symlink_to("loop.tf")
    assert tree.read("inside.tf").path == "infra/main.tf"
    for path in ("out.tf", "loop.tf"):
        with pytest.raises(SourceError):
            tree.read(path)


def test_every_answer_is_remembered_failed_probes_included(tree: SourceTree) -> None:
    tree.is_file("infra/main.tf")
    tree.is_file("infra/gone.tf")
    tree.names("infra")
    with pytest.raises(SourceError):
        tree.read("infra/none.tf")
    assert tree.reads == {"infra/main.tf": True, "infra/gone.tf": False, "infra": True, "infra/none.tf": False}


def test_file_is_read_once(tree: SourceTree) -> None:
    first = tree.read("infra/main.tf")
    (tree.root / "infra" / "main.tf").write_bytes(b"changed")
    assert tree.read("infra/../infra/main.tf") is first
    assert tree.read_bytes("infra/main.tf") == b"a = 1\n"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone.tf", "does not exist"),
        ("infra", "is not a file"),
        (".", "is not a file"),
        ("x" * 5000, "does not exist"),
        ("infra/\ud800.tf", "does not exist"),
    ],
)
def test_what_is_no_file_is_refused_with_the_reason(tree: SourceTree, path: str, message: str) -> None:
    assert not tree.is_file(path)
    with pytest.raises(SourceError, match=message):
        tree.read(path)


def test_device_and_socket_are_refused(tree: SourceTree) -> None:
    (tree.root / "zero.tf").symlink_to("/dev/zero")
    tree.know(["zero.tf", "socket.tf"])
    with socket(AF_UNIX) as made:
        made.bind(str(tree.root / "socket.tf"))
        for path in ("zero.tf", "socket.tf"):
            with pytest.raises(SourceError, match="is not a file"):
                tree.read(path)
            assert tree.reads[path] is False


def test_pipe_is_refused_without_waiting_for_it(tree: SourceTree) -> None:
    os.mkfifo(tree.root / "pipe.tf")
    with pytest.raises(SourceError, match="is not a file"):
        tree.read("pipe.tf")
    assert tree.head("pipe.tf", 10) == b""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_file_that_may_not_be_read_is_refused_with_the_reason(tree: SourceTree) -> None:
    (tree.root / "infra" / "main.tf").chmod(0)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        tree.read("infra/main.tf")


def test_file_of_nothing_but_other_bytes_is_refused_and_takes_little_memory() -> None:
    data = b"x" + b"\xff" * 1_000_000
    tracemalloc.start()
    with pytest.raises(SourceError, match="byte 1 cannot be decoded"):
        decode_check("binary.tf", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(data)


def test_file_that_the_system_gives_in_parts_is_read_whole(tree: SourceTree, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree.root / "long.tf").write_text("# " + "x" * 100 + "\n")
    read = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: read(descriptor, min(size, 7)))
    assert tree.read("long.tf").text == "# " + "x" * 100 + "\n"


def test_file_over_the_limit_is_refused_and_one_at_the_limit_is_read(tree: SourceTree) -> None:
    (tree.root / "big.tf").write_bytes(b"x" * 11)
    assert len(tree.read_bytes("big.tf", limit=11)) == 11
    with pytest.raises(SourceError, match="is larger than the limit of 10 bytes"):
        tree.read("big.tf", limit=10)
    assert MAX_SOURCE_BYTES == 5_000_000


def test_names_are_sorted_and_none_where_there_is_no_folder(tree: SourceTree) -> None:
    for name in ("b.tf", "a.tf"):
        (tree.root / name).touch()
    assert tree.names(".") == ["a.tf", "b.tf", "infra"]
    assert tree.names("gone") == tree.names("a.tf") == tree.names("..") == []


def test_limited_tree_shows_of_a_folder_that_it_knows_its_files_only(tree: SourceTree) -> None:
    limited = SourceTree(tree.root, frozenset({"infra/b.tf"}))
    limited.know_folders({"infra": ["c.tf", "b.tf"]})
    assert limited.names("infra") == ["b.tf"]


def test_limited_tree_shows_its_files_only(tree: SourceTree) -> None:
    for name in ("a.tf", "b.tf"):
        (tree.root / name).touch()
    limited = SourceTree(tree.root, frozenset({"a.tf"}))
    assert limited.names(".") == ["a.tf"]
    assert limited.is_file("a.tf")
    assert not limited.is_file("b.tf")
    with pytest.raises(SourceError, match="does not exist"):
        limited.read("b.tf")


def test_what_one_unit_asks_for_is_its_own_and_then_part_of_the_whole(tmp_path: Path) -> None:
    tree = SourceTree(tmp_path)
    tree.is_file("a")
    with tree.own_reads():
        tree.is_file("b")
        assert tree.reads == {"b": False}
    assert tree.reads == {"a": False, "b": False}
