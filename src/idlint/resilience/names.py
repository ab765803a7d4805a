"""What somebody may have meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str:
    """`: did you mean …?` with up to three names that look like `name`; empty where none does."""
    from difflib import get_close_matches

    words = set(name.replace("/", "-").replace("@", "-").split("-"))
    names = sorted(known)
    close = get_close_matches(name, names, 3) or [item for item in names if words & set(item.split("-"))][:3]
    return f": did you mean {' or '.join(f'`{item}`' for item in close)}?" if close else ""
