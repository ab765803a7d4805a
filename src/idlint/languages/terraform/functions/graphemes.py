"""Splits text into the user-perceived characters that Terraform counts.

A compact form of Unicode's extended grapheme clusters (https://unicode.org/reports/tr29/): combining marks,
joined emoji, skin tones, flags and Hangul syllables; plain ASCII is split without looking.
"""

from __future__ import annotations

_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Me", "Mc"})


def clusters(text: str) -> list[str]:
    """The grapheme clusters of `text`."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    result: list[str] = []
    for letter in text:
        if result and _continues(result[-1], letter):
            result[-1] += letter
        else:
            result.append(letter)
    return result


def _continues(cluster: str, letter: str) -> bool:
    """Whether `letter` belongs to the cluster before it."""
    last = cluster[-1]
    if last == "\r":
        return letter == "\n"
    if last == "\n" or letter in "\r\n":
        return False
    if letter == _JOINER or _is_modifier(letter) or _category(letter) in _MARKS:
        return True
    if last == _JOINER and len(cluster) > 1:
        return not letter.isascii()
    if _is_flag_letter(letter) and _is_flag_letter(last):
        return len(cluster) % 2 == 1
    return _is_jamo(last) and "\u1160" <= letter <= "\u11ff"


def _category(letter: str) -> str:
    from unicodedata import category  # 1 ms, and most text is ASCII

    return category(letter)


def _is_modifier(letter: str) -> bool:
    return "\U0001f3fb" <= letter <= "\U0001f3ff"


def _is_flag_letter(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _is_jamo(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\uac00" <= letter <= "\ud7a3"
