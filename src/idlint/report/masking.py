"""Secrets do not reach a report: hiding them in the source lines that a frame shows."""

from __future__ import annotations

import re

_KEY = r"""["']?[\w.-]+["']?\s*(?:=(?=\s|["<\[{(])|:(?=\s))\s*"""
"""A key at the start of an attribute; `abc=def` alone is a value, which may be a secret as a whole."""

_CREDENTIAL = r"""(?ix)
    (?P<key> \b (?: account_?key | shared_?access_?key | shared_?access_?signature | sig | password | pwd
                  | client_?secret | admin_?password | sas_?token | access_?token )
             \b ["']? \s* [=:] \s* ["']? )
    (?P<value> (?! \$\{ | \$\( | \[ | var\. | local\. | data\. | module\. | random_ | null\b | true\b | false\b )
               (?: (?<=") [^"\\]+ | (?<=') [^'\\]+ | [^\s"';,&]+ ) )
    """
"""A credential written out: in a connection string, a URL or an assignment. References are no secrets."""


def mask_credentials(line: str) -> str:
    """`line` with credentials that are written out starred, wherever they stand in it; columns stay as they are."""
    return re.sub(_CREDENTIAL, lambda found: found["key"] + _stars(found["value"]), line)


def _stars(secret: str) -> str:
    return "*" * len(secret)


def mask_range(lines: list[str], column: int, end_line: int, end_column: int) -> list[str]:
    """`lines` with the text of a range starred, the key it begins with excepted; columns stay as they are.

    `column` counts from 0 in the first line, `end_column` in line `end_line` (an index; it may lie behind the
    last line shown).
    """
    masked = []
    for index, line in enumerate(lines[: end_line + 1]):
        start = _value_start(line, column) if index == 0 else len(line) - len(line.lstrip())
        stop = end_column if index == end_line else len(line)
        masked.append(line[:start] + _stars(line[start:stop]) + line[max(start, stop) :])
    return masked + lines[end_line + 1 :]


def _value_start(line: str, column: int) -> int:
    if line[:column].strip():
        return column
    found = re.match(_KEY, line[column:])
    return column + found.end() if found else column
