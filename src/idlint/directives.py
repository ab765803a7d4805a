"""The one comment grammar of all languages: `idlint: ignore[...]` and `expect: rule-id`.

Front ends hand over comment *tokens* with their spans (a heredoc or a `run: |` is not a comment);
this module says what is in them. Matching directives to findings is `policy.suppress`.

    # idlint: ignore[rule-a, rule-b] why this is accepted until=2027-01-31
    # idlint: ignore[rule-a @ "west"] only that instance   idlint: ignore[rule-c] several groups a comment
    # idlint: ignore-file[rule-a] reason
    # expect: rule-a, rule-b
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias

from idlint.records import NamedTuple
from idlint.source import Span

Action: TypeAlias = Literal["ignore", "ignore-file", "expect"]

MARK = re.compile(r"\bidlint:|\bexpect:")
"""What a comment must contain to be looked at: a cheap first test for front ends."""

# Texts and not compiled patterns: most runs meet no directive, and `re` keeps what it has compiled.
_GROUP = r"(?s)(?P<action>ignore-file|ignore)\s*\[(?P<rules>(?:[^\]\"]|\"[^\"]*\")*)\](?P<rest>.*)"
_ATTEMPT = r"(?i)(?:[\w-]+\s*\[|ign|accept|allow|disable|except|noqa|off|skip|suppress)"
"""How a group begins that is meant to be a directive; anything else after `idlint:` is prose."""

_RULE = r'(?P<id>[a-z][a-z0-9-]*|\*)(?:\s*@\s*"(?P<key>[^"]+)")?\Z'
_PART = r'(?:[^,"]|"[^"]*")*'
_UNTIL = r"\buntil=(?P<date>[^\s,;)]*)"
_UNTIL_ATTEMPT = r"(?i)\buntil\s*[=:]"
_DATE = r"\d{4}-\d{2}-\d{2}\Z"
_EXPECT = r"\A\W*expect:"

SHOWN = 40
"""Code points of malformed text that a message shows."""


class Directive(NamedTuple):
    """One rule named by one comment; a comment with three rules makes three directives."""

    action: Action
    rule: str
    """The rule id as written, not yet known to exist; empty where the directive is malformed."""
    span: Span
    """The whole comment token."""
    key: str = ""
    """The instance key or address suffix that the directive is limited to; empty for all instances."""
    reason: str = ""
    until: date | None = None
    """The last day on which the directive holds."""
    own_line: bool = False
    """Whether nothing but the comment is on its line: then it speaks for the next line."""
    malformed: str = ""
    """What is wrong with it; a malformed directive hides nothing and is reported."""
    scope: Span | None = None
    """What it speaks for in JSON, where lines say nothing: the property or object that it is written in."""


def parse_comment(comment: str, span: Span, *, own_line: bool = False) -> tuple[Directive, ...]:
    """The directives in the text of one comment token, malformed ones included."""
    expect = re.match(_EXPECT, comment)
    if expect:
        names = _without_end(comment[expect.end() :])
        return tuple(_rule("expect", part, Directive("expect", "", span, own_line=own_line)) for part in _parts(names))
    groups = re.split(r"\bidlint:", comment)[1:]
    return tuple(directive for group in groups for directive in _group(group.strip(), span, own_line))


def _group(text: str, span: Span, own_line: bool) -> list[Directive]:
    """The directives in what follows one `idlint:`; none where it is prose that only names us."""
    found = re.match(_GROUP, text)
    if found:
        action: Action = "ignore-file" if found["action"] == "ignore-file" else "ignore"
        reason, until, malformed = _reason(found["rest"])
        shared = Directive(action, "", span, "", reason, until, own_line, malformed)
        return [_rule(action, part, shared) for part in _parts(found["rules"])]
    if not re.match(_ATTEMPT, text):
        return []
    message = f"expected ignore[rule-id] or ignore-file[rule-id], found `{_shown(text)}`"
    return [Directive("ignore", "", span, own_line=own_line, malformed=message)]


def _parts(names: str) -> list[str]:
    """The text between commas; a comma in quotes belongs to a key."""
    found, at = [], 0
    while at <= len(names):
        part = re.compile(_PART).match(names, at)
        end = part.end() if part else at
        if end < len(names) and names[end] == '"':  # a quote that is never closed
            end = len(names)
        found.append(names[at:end].strip())
        at = end + 1
    return found


def _rule(action: Action, text: str, shared: Directive) -> Directive:
    """`shared` for the one rule that `text` names."""
    found = re.match(_RULE, text)
    if found is None or (action == "expect" and found["id"] == "*"):
        return shared._replace(malformed=shared.malformed or f"expected a rule id, found `{_shown(text)}`")
    return shared._replace(rule=found["id"], key=found["key"] or "")


def _reason(rest: str) -> tuple[str, date | None, str]:
    """The reason, the last day, and what is wrong with the day: whatever looks like one has to be one."""
    rest = _without_end(rest)
    found = re.search(_UNTIL, rest)
    remaining = rest[: found.start()] + rest[found.end() :] if found else rest
    reason = " ".join(remaining.split())
    wrong = re.search(_UNTIL_ATTEMPT, remaining)
    if wrong:
        return reason, None, f"expected one until=YYYY-MM-DD, found `{_shown(remaining[wrong.start() :])}`"
    if not found:
        return reason, None, ""
    until = _day(found["date"])
    return reason, until, "" if until else f"expected until=YYYY-MM-DD, found `{_shown(found[0])}`"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.match(_DATE, text) else None
    except ValueError:
        return None


def _without_end(text: str) -> str:
    """A comment's text without what closes it."""
    text = text.strip()
    return text.removesuffix("*/").removesuffix("-->").strip()


def _shown(text: str) -> str:
    return " ".join(text[: SHOWN * 4].split())[:SHOWN]
