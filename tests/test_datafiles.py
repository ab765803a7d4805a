"""Data files: whatever is wrong with one is said in a line that names the file, and the place where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.datafiles import check_schema, read_yaml
from idlint.errors import RuleError


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: [", "x.yaml:2:1: did not find expected node content"),
        (b"a: \xff", "x.yaml: is not UTF-8: byte 3 cannot be decoded"),
        (b"a: 2026-13-45", "x.yaml: month must be in 1..12"),
        (b"a: !!python/name:os.system x", "x.yaml:1:4: could not determine a constructor for the tag"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "x.yaml").write_bytes(data)
    with pytest.raises(RuleError) as raised:
        read_yaml(tmp_path / "x.yaml")
    assert str(raised.value).removeprefix(f"{tmp_path}/").startswith(message)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as raised:
        read_yaml(tmp_path / "x.yaml")
    assert str(raised.value) == f"{tmp_path / 'x.yaml'}: cannot be read: No such file or directory"


def test_a_yaml_library_without_its_c_half_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_text("a: {b: [1, 2]}", encoding="utf-8")
    expected = read_yaml(tmp_path / "x.yaml")
    monkeypatch.delattr("yaml.CSafeLoader")
    assert read_yaml(tmp_path / "x.yaml") == expected


def test_what_does_not_follow_its_schema_is_named_by_its_key() -> None:
    with pytest.raises(RuleError, match=r"x\.yaml: `a\.b`: 3 is not of type 'string'"):
        check_schema(
            Path("x.yaml"), {"a": {"b": 3}}, {"properties": {"a": {"additionalProperties": {"type": "string"}}}}
        )
