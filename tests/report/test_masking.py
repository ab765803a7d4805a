"""Secrets in source lines: starred without moving a column; references stay readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.report.masking import mask_credentials, mask_range


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        (
            "DefaultEndpointsProtocol=https;AccountKey=Zm9v==;End",
            "DefaultEndpointsProtocol=https;AccountKey=******;End",
        ),
        ('x = "https://a/b?sv=1&sig=abc%2F&se=2"', 'x = "https://a/b?sv=1&sig=******&se=2"'),
        ('  client_secret = "s3cr3t"', '  client_secret = "******"'),
        ('"adminPassword": "s3cr3t",', '"adminPassword": "******",'),
        ("password: s3cr3t", "password: ******"),
        ("Server=x;User Id=sa;Password=pw;x", "Server=x;User Id=sa;Password=**;x"),
        ('password = "pass, phrase & more; of it"', 'password = "**************************"'),
    ],
)
def test_credential_written_out_is_starred(line: str, masked: str) -> None:
    assert mask_credentials(line) == masked


@pytest.mark.parametrize(
    "line",
    [
        "client_secret = var.secret",
        'password = "${var.password}"',
        "adminPassword: [parameters('p')]",
        "password: $(vault.password)",
        "password = random_password.db.result",
        "password_auth = true",
        "disable_password_authentication = false",
        'secret_name = "sql"',
        'design = "x"',
    ],
)
def test_reference_and_setting_are_no_secrets(line: str) -> None:
    assert mask_credentials(line) == line


def test_key_of_an_attribute_stays_readable() -> None:
    assert mask_range(['  key = "abc"'], 2, 0, 13) == ["  key = *****"]
    assert mask_range(['  "key": "abc",'], 2, 0, 14) == ['  "key": *****,']


def test_value_alone_is_starred_as_a_whole_even_where_it_looks_like_an_attribute() -> None:
    assert mask_range(["key: abc=def"], 5, 0, 12) == ["key: *******"]
    assert mask_range(["  abc=def"], 2, 0, 9) == ["  *******"]


def test_every_line_of_a_long_range_is_starred() -> None:
    lines = ["key = <<EOT", "  secret", "EOT"]
    assert mask_range(lines, 0, 2, 3) == ["key = *****", "  ******", "***"]


def test_lines_behind_the_range_stay() -> None:
    assert mask_range(["a = 1", "b = 2"], 0, 0, 5) == ["a = *", "b = 2"]


@given(
    st.lists(st.text(max_size=40), min_size=1, max_size=5), st.integers(0, 50), st.integers(0, 6), st.integers(0, 50)
)
def test_masking_moves_no_column(lines: list[str], column: int, end_line: int, end_column: int) -> None:
    masked = mask_range(lines, column, end_line, end_column)
    assert [len(line) for line in masked] == [len(line) for line in lines]
    assert [len(mask_credentials(line)) for line in lines] == [len(line) for line in lines]
