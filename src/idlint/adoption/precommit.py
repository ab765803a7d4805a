"""The hook in `.pre-commit-config.yaml`: added as text, so that comments and layout stay as they are."""

from __future__ import annotations

import re
from typing import Any

FILE = ".pre-commit-config.yaml"

FILES = r"\.(tf|tofu|tfvars|bicep|bicepparam|json|jsonc|ya?ml)$"

ENTRY = {
    "repo": "local",
    "hooks": [
        {
            "id": "idlint",
            "name": "idlint",
            "entry": "idlint check --staged",
            "language": "system",
            "files": FILES,
            "require_serial": True,
        }
    ],
}
"""The hook with the idlint that is on the PATH, in the form of https://pre-commit.com/#repository-local-hooks ."""

LINES = (
    "- repo: local",
    "  hooks:",
    "    - id: idlint",
    "      name: idlint",
    "      entry: idlint check --staged",
    "      language: system",
    rf"      files: '{FILES}'",
    "      require_serial: true",
)
"""`ENTRY` as text."""

_TOP = re.compile(r"^(?P<key>[^\s#-][^:]*):(?P<rest>.*)$")
_ITEM = re.compile(r"^(?P<indent> *)- ")


def with_hook(text: str) -> str | None:
    """The text of the file with the hook in it; unchanged where a hook `idlint` is there already.

    None where the text has a form that the hook cannot be added to: no list under `repos`, or not YAML.
    """
    if not text.strip():
        return "repos:\n" + "".join(f"  {line}\n" for line in LINES)
    before = _parsed(text)
    repos = before.get("repos") if isinstance(before, dict) else None
    if not isinstance(repos, list):
        return None
    if any(_has_hook(item) for item in repos):
        return text
    made = _added(text, empty=not repos)
    return made if made is not None and _parsed(made) == {**before, "repos": [*repos, ENTRY]} else None


def _has_hook(repo: Any) -> bool:
    hooks = repo.get("hooks") if isinstance(repo, dict) else None
    return isinstance(hooks, list) and any(
        isinstance(hook, dict) and str(hook.get("id", "")).startswith("idlint") for hook in hooks
    )


def _parsed(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _added(text: str, *, empty: bool) -> str | None:
    """`text` with the entry at the end of the list `repos`; None where it is not written over several lines."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if (top := _TOP.match(line)) and top["key"] == "repos"), None)
    if start is None:
        return None
    if empty:
        lines[start] = re.sub(r":\s*\[\s*\]", ":", lines[start])
    after = range(start + 1, len(lines))
    end = next((at for at in after if _TOP.match(lines[at]) or lines[at].startswith(("---", "..."))), len(lines))
    first = next((found for at in range(start + 1, end) if (found := _ITEM.match(lines[at]))), None)
    if first is None and not empty:
        return None
    indent = first["indent"] if first else "  "
    last = max((at for at in range(start, end) if _belongs(lines[at], indent)), default=start)
    made = [*lines[: last + 1], *(indent + line for line in LINES), *lines[last + 1 :]]
    return ending.join(made) + ending


def _belongs(line: str, indent: str) -> bool:
    """Whether a line is part of the list: anything that is written, and comments further in than its items."""
    stripped = line.strip()
    return bool(stripped) and (not stripped.startswith("#") or line.startswith(indent + " "))
