"""A rule's prose as text and Markdown."""

from __future__ import annotations

from idlint.policy.rule import Rule
from idlint.report.rule_help import help_markdown, help_text

RULE = Rule(
    id="r", title="Title", family="f", area="a", severity="high", confidence="high", since="0.1.0", message="m",
    why="Because.", fix="Do it.\n", dont="", references=("https://example.com/a",), conflicts=("CKV_1", "CKV_2"),
)  # fmt: skip


def test_text_has_the_sections_that_are_not_empty() -> None:
    assert help_text(RULE) == (
        "Because.\n\nWhat to do: Do it.\n\nRules of other tools that pull the other way: CKV_1, CKV_2"
    )


def test_markdown_has_headings_and_links() -> None:
    assert help_markdown(RULE).startswith("Because.\n\n**What to do**\n\nDo it.\n\n")
    assert help_markdown(RULE).endswith("**References**\n\n- <https://example.com/a>")


def test_rule_without_prose_is_described_by_its_title() -> None:
    assert help_text(RULE._replace(why="", fix="", conflicts=())) == "Title"
