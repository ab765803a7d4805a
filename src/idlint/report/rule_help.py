"""A rule's prose for places outside the terminal: code scanning pages, editors, pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from idlint.policy.rule import Rule


def help_text(rule: Rule) -> str:
    """The prose as plain text."""
    return "\n\n".join(f"{heading}: {body}" if heading else body for heading, body in _sections(rule))


def help_markdown(rule: Rule) -> str:
    """The prose as Markdown, with headings and links."""
    body = "\n\n".join(f"**{heading}**\n\n{text}" if heading else text for heading, text in _sections(rule))
    links = "\n".join(f"- <{url}>" for url in rule.references)
    return f"{body}\n\n**References**\n\n{links}" if links else body


def _sections(rule: Rule) -> Iterator[tuple[str, str]]:
    """(heading, prose), without the empty ones."""
    named = (("", rule.why), ("What to do", rule.fix), ("What not to do during an outage", rule.dont))
    found = [(heading, prose.strip()) for heading, prose in named if prose.strip()]
    yield from found or [("", rule.title)]
    if rule.conflicts:
        yield "Rules of other tools that pull the other way", ", ".join(rule.conflicts)
