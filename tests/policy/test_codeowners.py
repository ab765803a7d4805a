"""CODEOWNERS as GitHub and GitLab read it; the examples are those of their documentation, shortened."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.codeowners import parse

GITHUB = r"""
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go    docs@example.com
/build/logs/ @doctocat
docs/*  docs-team@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @log-owner
/apps/github
with\ space/ @spacey
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("main.tf", ("@global-owner1", "@global-owner2")),
        ("deep/down/index.js", ("@js-owner",)),
        ("tool.go", ("docs@example.com",)),
        ("build/logs/today/a.txt", ("@log-owner",)),
        ("docs/start.md", ("docs-team@example.com",)),
        ("docs/build/trouble.md", ("@global-owner1", "@global-owner2")),
        ("a/apps/x/y.tf", ("@octocat",)),
        ("scripts/run.sh", ("@doctocat", "@octocat")),
        ("deeply/nested/logs/x", ("@log-owner",)),
        ("apps/github/x.tf", ()),
        ("with space/main.tf", ("@spacey",)),
    ],
)
def test_of_github_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert parse(GITHUB).owners(path) == owners


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("infra/app", "infra/app/main.tf", True),
        ("infra/app", "x/infra/app/main.tf", False),
        ("app", "x/app/main.tf", True),
        ("/app", "x/app/main.tf", False),
        ("infra/**", "infra/a/b.tf", True),
        ("infra/**", "infra", False),
        ("infra/**/prod.tf", "infra/prod.tf", True),
        ("infra/**/prod.tf", "infra/a/b/prod.tf", True),
        ("a?c", "abc", True),
        ("Infra/", "infra/a.tf", False),
        ("**", "a/b", True),
    ],
)
def test_patterns_of_github(pattern: str, path: str, matches: bool) -> None:
    assert bool(parse(f"{pattern} @me").owners(path)) is matches


def test_what_github_skips_is_said_and_counts_for_nothing() -> None:
    read = parse("* @all\n!main.tf @me\n[ab].tf @me\n*.tf me\n", "github")
    assert read.owners("main.tf") == ("@all",)
    assert [problem.partition(":")[0] for problem in read.problems] == ["line 2", "line 3", "line 4"]


GITLAB = """
* @default
README.md @readme
/base/*.tf @base

[Database] @database-team
model/db/
config/db/database-setup.md @docs-team

^[Documentation][2] @docs
*.md
!internal/secret.md

[database]
/more/ @second
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("x/y.tf", ("@default",)),
        ("x/README.md", ("@readme", "@docs")),
        ("base/main.tf", ("@base",)),
        ("root/a/main.tf", ("@default",)),
        ("a/model/db/x.rb", ("@default", "@database-team")),
        ("config/db/database-setup.md", ("@default", "@docs-team", "@docs")),
        ("internal/secret.md", ("@default",)),
        ("more/x", ("@default", "@second")),
    ],
)
def test_of_gitlab_every_section_names_its_own(path: str, owners: tuple[str, ...]) -> None:
    assert parse(GITLAB).owners(path) == owners


def test_gitlab_leaves_out_names_that_are_none() -> None:
    assert parse("*.tf nobody @me", "gitlab").owners("main.tf") == ("@me",)


@given(
    st.lists(st.text("ab*/![]\\ #@^?\t", max_size=12), max_size=6).map("\n".join),
    st.text("ab/", min_size=1, max_size=9),
)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_there_is_read(text: str, path: str) -> None:
    for dialect in ("github", "gitlab"):
        assert isinstance(parse(text, dialect).owners(path), tuple)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    assert parse("/".join(["**/a"] * 300) + " @me").owners("/".join("a" * 299)) == ()
