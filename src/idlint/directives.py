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
from typing import Literal, NamedTuple, TypeAlias

from idlint.source import Span

Action: TypeAlias = Literal["ignore", "ignore-file", "expect"]

MARK = re.compile(r"\bidlint:|\bexpect:")
"""What a comment must contain to be looked at: a cheap first test for front ends."""

_GROUP = re.compile(r"(?P<action>ignore-file|ignore)\[(?P<rules>[^\]]*)\](?P<rest>.*)", re.DOTALL)
_RULE = re.compile(r'(?P<id>[a-z][a-z0-9-]*|\*)(?:\s*@\s*"(?P<key>[^"]*)")?\Z')
_UNTIL = re.compile(r"\buntil=(?P<date>\S*)")
_EXPECT = re.compile(r"\A\W*expect:\s*(?P<rules>.*?)\W*\Z", re.DOTALL)


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


def parse_comment(comment: str, span: Span, *, own_line: bool = False) -> tuple[Directive, ...]:
    """The directives in the text of one comment token, malformed ones included."""
    expect = _EXPECT.match(comment)
    if expect:
        return tuple(_rules("expect", expect["rules"], "", span, own_line))
    return tuple(
        directive
        for group in re.split(r"\bidlint:", comment)[1:]
        for directive in _group(group.strip(), span, own_line)
    )


def _group(text: str, span: Span, own_line: bool) -> list[Directive]:
    found = _GROUP.match(text)
    if not found:
        message = f"expected ignore[rule-id] or ignore-file[rule-id], found `{text[:40]}`"
        return [Directive("ignore", "", span, own_line=own_line, malformed=message)]
    action: Action = "ignore-file" if found["action"] == "ignore-file" else "ignore"
    return _rules(action, found["rules"], found["rest"], span, own_line)


def _rules(action: Action, names: str, rest: str, span: Span, own_line: bool) -> list[Directive]:
    reason, until, malformed = _reason(rest)
    parts = [part.strip() for part in names.split(",")]
    return [_rule(action, part, span, reason, until, own_line, malformed) for part in parts]


def _rule(
    action: Action, text: str, span: Span, reason: str, until: date | None, own_line: bool, malformed: str
) -> Directive:
    found = _RULE.match(text)
    if not found:
        malformed = malformed or f"expected a rule id, found `{text[:40]}`"
        return Directive(action, "", span, "", reason, until, own_line, malformed)
    return Directive(action, found["id"], span, found["key"] or "", reason, until, own_line, malformed)


def _reason(rest: str) -> tuple[str, date | None, str]:
    """The reason, the last day, and what is wrong with the day."""
    found = _UNTIL.search(rest)
    reason = _UNTIL.sub("", rest).strip().removesuffix("*/").strip()
    if not found:
        return reason, None, ""
    try:
        return reason, date.fromisoformat(found["date"]), ""
    except ValueError:
        return reason, None, f"expected until=YYYY-MM-DD, found `until={found['date'][:40]}`"
