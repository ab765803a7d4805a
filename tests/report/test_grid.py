"""Tables for a terminal: they fit, and lose nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.report.grid import grid
from idlint.report.terminal import Style, columns

cells = st.text(st.characters(codec="ascii", exclude_categories=["C"], exclude_characters=" "), max_size=40)
tables = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5)


def test_columns_are_as_wide_as_they_need_to_be() -> None:
    assert list(grid(("name", "kind"), [("a", "web app"), ("longer", "")])) == [
        "name    kind",
        "a       web app",
        "longer",
    ]


def test_a_narrow_table_breaks_names_at_their_marks() -> None:
    lines = list(grid(("name", "n"), [("azurerm_user_assigned_identity.api", "1")], Style(width=22)))
    assert [line.split() for line in lines] == [["name", "n"], ["azurerm_user_", "1"], ["assigned_identity."], ["api"]]


@given(tables, st.integers(40, 140))
@settings(max_examples=100, deadline=None)
def test_a_table_fits_and_loses_nothing(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = list(grid(("one", "two", "three"), rows, Style(width=width)))
    assert all(columns(line) <= width for line in lines)
    written = sorted("".join("".join(line.split()) for line in lines))
    assert written == sorted("onetwothree" + "".join(cell for row in rows for cell in row))
