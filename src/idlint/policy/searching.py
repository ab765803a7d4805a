"""Whether a rule's pattern is in a text; RE2, which takes 5 ms to load, is asked only where letters do not decide."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


def search(pattern: str, text: str) -> bool:
    """Whether `text` has `pattern`, in RE2's syntax, in it; the pattern was checked with its rule."""
    if pattern.isalnum():
        return pattern in text
    if pattern.startswith("^") and pattern[1:].isalnum():
        return text.startswith(pattern[1:])
    return letters(pattern) in text.casefold() and compiled(pattern).search(text) is not None


@lru_cache(maxsize=512)
def letters(pattern: str) -> str:
    """The letters that `pattern` begins with, folded: whatever it matches has them in it. Empty where none are sure."""
    alternatives = "|" in re.sub(r"\([^()]*\)", "", pattern)
    if alternatives or ("|" in pattern and re.search(r"[\[\\]", pattern)):  # where an escaped bracket would mislead
        return ""
    found = re.match(r"(?:\(\?i\))?\^?([A-Za-z0-9]++)(?![?*+{]|\(\?)", pattern)
    return found[1].casefold() if found else ""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern in RE2, whose time is linear in the text; `re2.error` where it is none."""
    import re2

    return re2.compile(pattern)
