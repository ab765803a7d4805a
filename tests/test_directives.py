"""The comment grammar: what is a directive, what is a malformed one, and what is prose."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.directives import MARK, Directive, parse_comment
from idlint.source import Span

HERE = Span("main.tf", 10, 40)


def parse(comment: str) -> tuple[Directive, ...]:
    return parse_comment(comment, HERE)


def one(comment: str) -> Directive:
    (directive,) = parse(comment)
    return directive


@pytest.mark.parametrize(
    "comment",
    [
        "# idlint: ignore[bad-thing] known",
        "// idlint: ignore[bad-thing] known",
        "/* idlint: ignore[bad-thing] known */",
        "#idlint:ignore[bad-thing] known",
        "# idlint: ignore [ bad-thing ]  known ",
        "# see the note; idlint: ignore[bad-thing] known",
        "idlint: ignore[bad-thing] known",
    ],
)
def test_an_ignore_in_any_comment_style(comment: str) -> None:
    assert one(comment) == Directive("ignore", "bad-thing", HERE, reason="known")


def test_several_rules_and_several_groups() -> None:
    found = parse("# idlint: ignore[a-a, b-b] one until=2027-01-31 idlint: ignore-file[c-c] two")
    assert [(item.action, item.rule, item.reason, item.until) for item in found] == [
        ("ignore", "a-a", "one", date(2027, 1, 31)),
        ("ignore", "b-b", "one", date(2027, 1, 31)),
        ("ignore-file", "c-c", "two", None),
    ]


@pytest.mark.parametrize("key", ["west", "module.app", "a,b", "x[0]", "ключ"])
def test_a_key_limits_to_one_instance(key: str) -> None:
    assert one(f'# idlint: ignore[bad-thing @ "{key}"] why').key == key


def test_a_comma_in_a_key_separates_nothing() -> None:
    assert [(item.rule, item.key) for item in parse('# idlint: ignore[a-a @ "x,y", b-b]')] == [
        ("a-a", "x,y"),
        ("b-b", ""),
    ]


def test_every_rule_of_a_line() -> None:
    assert one("# idlint: ignore[*] generated").rule == "*"


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# idlint: ignore[bad-thing] first until=2027-01-31 then", "first then"),
        ("/* idlint: ignore[bad-thing]\n   spread over\n   lines until=2027-01-31*/", "spread over lines"),
        ("# idlint: ignore[bad-thing] (until=2027-01-31)", "()"),
    ],
)
def test_the_last_day_stands_anywhere_in_the_reason(comment: str, reason: str) -> None:
    found = one(comment)
    assert (found.until, found.reason, found.malformed) == (date(2027, 1, 31), reason, "")


@pytest.mark.parametrize(
    "comment",
    [
        "# idlint: ignore[bad-thing] until=2027-13-01",
        "# idlint: ignore[bad-thing] until=20270131",
        "# idlint: ignore[bad-thing] until=2027-W05-1",
        "# idlint: ignore[bad-thing] until=soon",
        "# idlint: ignore[bad-thing] until=",
        "# idlint: ignore[bad-thing] until = 2027-01-31",
        "# idlint: ignore[bad-thing] until: 2027-01-31",
        "# idlint: ignore[bad-thing] Until=2027-01-31",
        "# idlint: ignore[bad-thing] until=2027-01-31 until=2028-01-31",
    ],
)
def test_whatever_looks_like_a_last_day_has_to_be_one(comment: str) -> None:
    found = one(comment)
    assert found.until is None
    assert "until=YYYY-MM-DD" in found.malformed


def test_the_word_until_is_no_date() -> None:
    assert one("# idlint: ignore[bad-thing] until the migration is done").malformed == ""


@pytest.mark.parametrize(
    "comment",
    [
        "# idlint: ignore bad-thing",
        "# idlint: ignroe[bad-thing]",
        "# idlint: ignore",
        "# idlint: disable bad-thing",
        "# idlint:accept bad-thing until=2027-01-01",
        "# idlint: ignore[bad-thing",
        "# idlint: ignore[]",
        "# idlint: ignore[Bad-Thing]",
        "# idlint: ignore[bad thing]",
        "# idlint: ignore[bad-thing @ west]",
        '# idlint: ignore[bad-thing @ ""]',
        '# idlint: ignore[bad-thing @ "west]',
    ],
)
def test_a_malformed_directive_says_what_was_expected_and_names_no_rule(comment: str) -> None:
    found = one(comment)
    assert found.rule == ""
    assert found.malformed.startswith("expected ")


def test_one_bad_name_leaves_the_others_alone() -> None:
    assert [item.rule for item in parse("# idlint: ignore[a-a,,b-b]")] == ["a-a", "", "b-b"]


@pytest.mark.parametrize(
    "comment",
    [
        "# checked by idlint: no findings",
        "# see idlint: the linter",
        "# myidlint: ignore[a-a]",
        "# idlint",
        "",
        "# nothing",
    ],
)
def test_prose_is_no_directive(comment: str) -> None:
    assert parse(comment) == ()


@pytest.mark.parametrize("comment", ["# expect: a-a, b-b", "// expect: a-a, b-b", "/* expect: a-a, b-b */"])
def test_expectations(comment: str) -> None:
    assert [(item.action, item.rule) for item in parse(comment)] == [("expect", "a-a"), ("expect", "b-b")]


@pytest.mark.parametrize("comment", ["# expect:", "# expect: a-a,", "# expect: *", "# expect: it works"])
def test_a_malformed_expectation(comment: str) -> None:
    assert any(item.malformed for item in parse(comment))


def test_the_place_and_whether_it_stands_alone_are_kept() -> None:
    found = parse_comment("# idlint: ignore[a-a]", HERE, own_line=True)[0]
    assert (found.span, found.own_line) == (HERE, True)


pieces = st.sampled_from(
    [
        "idlint:",
        "expect:",
        "ignore",
        "ignore-file",
        "[",
        "]",
        '"',
        "@",
        ",",
        "until=",
        "2027-01-31",
        " ",
        "\n",
        "a-a",
        "*/",
        "é",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_parses_and_only_marked_text_says_anything(comment: str) -> None:
    for directive in parse(comment):
        assert MARK.search(comment)
        assert bool(directive.rule) or bool(directive.malformed)
        assert not (directive.malformed and directive.until)


@pytest.mark.parametrize(
    "comment",
    [
        "# expect: a" + "!" * 200_000 + "a",
        "# idlint: ignore[" + '"' * 100_001,
        "# idlint: ignore[" + "a" * 200_000,
        "# idlint: ignore[" + '"a",' * 50_000,
        "# idlint: ignore[a-a] " + "until " * 50_000,
        "# " + "idlint: " * 50_000,
    ],
)
def test_long_comments_take_linear_time(comment: str) -> None:
    """Quadratic matching would take minutes here."""
    assert all(len(directive.malformed) < 200 for directive in parse(comment))
