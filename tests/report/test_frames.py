"""Places: bytes and pointers become lines, whatever the file holds, and secrets never do."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.errors import SourceError
from idlint.policy.findings import Finding, Related, Suppressed
from idlint.report.frames import MAX_COLUMNS, MAX_LINES, Mask, Read, in_order, locations_of, no_mask, places
from idlint.report.masking import mask_credentials
from idlint.report.model import Placed
from idlint.source import Location, Pointer, Position, SourceFile, Span


def reader(files: dict[str, bytes], asked: Counter[str] | None = None) -> Read:
    def read(path: str) -> SourceFile:
        if asked is not None:
            asked[path] += 1
        if path not in files:
            raise SourceError(path, "does not exist")
        return SourceFile(path, files[path])

    return read


def place(location: Location, read: Read, mask: Mask = no_mask) -> Placed:
    return places([location], read, mask)[location]


def test_span_has_its_lines_and_columns() -> None:
    data = "a\né = b\nc\n".encode()
    placed = place(Span("x.tf", 5, 8), reader({"x.tf": data}))
    assert placed.position == Position(2, 3, 2, 6)
    assert placed.lines == ("é = b",)


def test_pointer_is_resolved_in_the_file() -> None:
    placed = place(Pointer("x.json", "/a/1"), reader({"x.json": b'{"a": [1,\n 22]}'}))
    assert placed.position == Position(2, 2, 2, 4)
    assert placed.lines == (" 22]}",)


def test_file_that_cannot_be_read_is_at_its_first_line_without_text() -> None:
    placed = place(Span("gone.tf", 5, 8), reader({}))
    assert placed.position == Position(1, 1, 1, 1)
    assert placed.lines == ()


def test_each_file_is_read_once_for_all_its_places() -> None:
    asked: Counter[str] = Counter()
    wanted: list[Location] = [Span("x.tf", 0, 1), Pointer("x.json", "/a"), Span("x.tf", 1, 2), Pointer("x.json", "/b")]
    found = places(wanted, reader({"x.tf": b"ab", "x.json": b'{"a": 1, "b": 2}'}, asked))
    assert set(found) == set(wanted)
    assert asked == {"x.tf": 1, "x.json": 1}


def test_range_of_many_lines_keeps_the_first_few() -> None:
    placed = place(Span("x.tf", 0, 200), reader({"x.tf": b"a\n" * 100}))
    assert placed.position.end_line == 101
    assert len(placed.lines) == MAX_LINES


def test_line_of_megabytes_is_cut_around_the_place() -> None:
    data = json.dumps({f"key{number}": "v" for number in range(100_000)}).encode()
    placed = place(Pointer("x.json", "/key50000"), reader({"x.json": data}))
    (line,) = placed.lines
    assert len(line) == MAX_COLUMNS
    start = placed.position.column - 1 - placed.offset
    assert line[start:].startswith('"key50000": "v"')


def test_a_line_that_many_places_share_is_looked_through_once_for_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def counted(line: str) -> str:
        looked.append(line)
        return mask_credentials(line)

    monkeypatch.setattr("idlint.report.frames.mask_credentials", counted)
    data = json.dumps({"password": "hunter2", **{f"key{number}": number for number in range(20)}}).encode()
    placed = places([Pointer("x.json", f"/key{number}") for number in range(20)], reader({"x.json": data}))
    assert looked == [data.decode()]
    assert not any("hunter2" in line for item in placed.values() for line in item.lines)


def test_range_whose_property_is_sensitive_is_starred() -> None:
    data = b'  password = "hunter2" # note\n'
    placed = place(Span("x.tf", 2, 22), reader({"x.tf": data}), lambda _: True)
    assert placed.lines == ("  password = ********* # note",)


def test_credential_beside_the_place_is_starred() -> None:
    data = b'{"password": "hunter2", "name": "x"}'
    placed = place(Pointer("x.json", "/name"), reader({"x.json": data}))
    assert placed.lines == ('{"password": "*******", "name": "x"}',)


def test_every_location_of_a_finding_and_of_what_is_hidden_is_placed() -> None:
    a, b, c, d, e = (Span("x.tf", number, number + 1) for number in range(5))
    seen = finding(a, related=(Related(b, ""),), flow=(Related(c, ""),))
    hidden = Suppressed(finding(d), "", e)
    assert set(locations_of([seen], [hidden])) == {a, b, c, d, e}


def test_findings_are_in_the_order_of_path_line_column_and_rule() -> None:
    files = {"a.tf": b"x\nyz\n", "b.tf": b"x"}
    expected = [
        finding(Span("a.tf", 0, 1)),
        finding(Span("a.tf", 2, 3), rule="a"),
        finding(Span("a.tf", 2, 3), rule="b"),
        finding(Span("a.tf", 3, 4), rule="a"),
        finding(Span("b.tf", 0, 1)),
    ]
    placed = places(locations_of(expected), reader(files))
    assert in_order(reversed(expected), placed) == tuple(expected)


@given(st.binary(max_size=300).filter(lambda data: b"\0" not in data), st.integers(-5, 310), st.integers(-5, 310))
@settings(max_examples=200, deadline=None)
def test_any_range_of_any_bytes_has_a_place(data: bytes, start: int, end: int) -> None:
    placed = place(Span("x", start, end), reader({"x": data}), lambda _: start % 2 == 0)
    assert 1 <= placed.position.line <= placed.position.end_line
    assert 1 <= len(placed.lines) <= MAX_LINES


def finding(
    location: Span, rule: str = "r", related: tuple[Related, ...] = (), flow: tuple[Related, ...] = ()
) -> Finding:
    return Finding(rule, "f", "a", "low", "high", "message", location, "kind", (), related=related, flow=flow)
