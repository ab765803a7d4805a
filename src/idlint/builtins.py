"""What idlint ships, registered through the same two hooks as any plugin."""

from __future__ import annotations

from pathlib import Path

from idlint.hookspecs import Reporter, RulePack, hookimpl
from idlint.report import github, json, sarif, text


def shipped(name: str) -> Path:
    """The shipped folder `name` (`rules`, `kinds`): inside the installed package, or beside `src` in a checkout."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent.parent / name


@hookimpl
def idlint_rules() -> list[RulePack]:
    """Our own rules and the vocabulary they speak."""
    return [RulePack("idlint", shipped("rules"), shipped("kinds"))]


@hookimpl
def idlint_reporters() -> list[Reporter]:
    """Our own output formats."""
    return [
        Reporter("text", text.render),
        Reporter("json", json.render),
        Reporter("sarif", sarif.render),
        Reporter("github", github.render),
    ]
