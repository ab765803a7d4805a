"""The hook is added as text: what was there stays, byte for byte, and YAML agrees that only the hook is new."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.adoption.precommit import ENTRY, LINES, with_hook

USUAL = """\
# Our hooks.
default_language_version: {python: python3.12}
repos:
  - repo: https://git.example.com/hooks   # the usual ones
    rev: v5.0.0
    hooks:
      - id: check-yaml
        # slow:  - id: check-json
      # - id: check-xml

# Everything below is for CI.
ci:
  skip: [idle]
"""


def parsed(text: str) -> Any:
    return yaml.safe_load(text)


def test_the_lines_are_the_entry() -> None:
    assert parsed("\n".join(LINES)) == [ENTRY]


def test_comments_and_layout_stay() -> None:
    made = with_hook(USUAL)
    assert made is not None
    added = "".join(f"  {line}\n" for line in LINES)
    assert made == USUAL.replace("      # - id: check-xml\n", "      # - id: check-xml\n" + added)
    assert parsed(made)["repos"][-1] == ENTRY


def test_a_hook_that_is_there_is_not_added_again() -> None:
    made = with_hook(USUAL)
    assert made is not None
    assert with_hook(made) == made
    assert with_hook(USUAL.replace("check-yaml", "idlint-all")) == USUAL.replace("check-yaml", "idlint-all")


@pytest.mark.parametrize(
    "text",
    [
        "repos:\n- repo: a\n  rev: b\n  hooks:\n  - id: c\n",
        "repos:\n    -   repo: a\n        rev: b\n        hooks:\n        -   id: c",
        "repos: []\n",
        "repos:   [ ]   # none yet\nfail_fast: true\n",
        "---\nrepos:\n  - repo: a\n    hooks: [{id: c}]\n...\n",
        "fail_fast: true\n\nrepos:\n\n  - repo: a\n    hooks: []\n\n\n",
    ],
)
def test_any_layout_gains_exactly_the_hook(text: str) -> None:
    made = with_hook(text)
    assert made is not None
    assert parsed(made) == {**parsed(text), "repos": [*parsed(text)["repos"], ENTRY]}


def test_line_ends_stay() -> None:
    made = with_hook(USUAL.replace("\n", "\r\n"))
    assert made is not None
    assert "\n" not in made.replace("\r\n", "")


@pytest.mark.parametrize("text", ["", "\n", "  \n"])
def test_nothing_becomes_a_configuration(text: str) -> None:
    made = with_hook(text)
    assert made is not None
    assert parsed(made) == {"repos": [ENTRY]}


@pytest.mark.parametrize(
    "text", ["repos: [{repo: a, hooks: []}]\n", "hooks: []\n", "- a\n", "repos: x\n", "a: b: c\n", "{repos: []}\n", "?"]
)
def test_what_has_another_form_is_left_alone(text: str) -> None:
    assert with_hook(text) is None


NAMES = st.text("abcxyz -#:'\"{}[]\n", max_size=12)


@given(st.lists(st.fixed_dictionaries({"repo": NAMES, "hooks": st.lists(st.fixed_dictionaries({"id": NAMES}))})),
       st.integers(2, 6), st.booleans())  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_whatever_is_there_nothing_but_the_hook_is_added(repos: list[Any], indent: int, default: bool) -> None:
    text = yaml.safe_dump({"repos": repos, "zone": 1}, indent=indent, default_flow_style=None if default else False)
    made = with_hook(text)
    if made is not None:
        assert parsed(made) == {"repos": [*repos, ENTRY], "zone": 1}


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_text_is_survived(text: str) -> None:
    with_hook(text)
    with_hook(f"repos:\n{text}")
