"""The first configuration."""

from __future__ import annotations

from idlint.adoption.configuration import LANGUAGES
from idlint.languages import PACKAGES, SUFFIXES


def test_every_language_that_is_read_has_a_name() -> None:
    assert set(LANGUAGES) == {*SUFFIXES, *PACKAGES}
