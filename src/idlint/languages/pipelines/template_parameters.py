"""What a deployment of a template is passed: parameter files, and values by name.

https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-cli#parameters ,
https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/azure-resource-manager-template-deployment-v3
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from idlint.languages.pipelines.commands import below
from idlint.languages.pipelines.shell import cut, tokens
from idlint.values import Unknown, Value, reveal


def template_parameters(
    passed: Iterable[Value], directory: Value, overrides: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """The attributes `var_files` and `variables`: `@prod.json`, `prod.bicepparam` are files, `name=value` is none."""
    words = list(passed)
    files = [word.lstrip("@{").rstrip("}") if isinstance(word, str) else word for word in words]
    return {
        "var_files": [below(directory, word) for word in files if _may_be_file(word)],
        "variables": {**{name: value for name, value in map(_pair, words) if name}, **(overrides or {})},
    }


def words_of(passed: Value) -> Sequence[Value]:
    """The words of what is passed; a part that only a run knows, a secret say, stays in its own word."""
    plain = reveal(passed)
    if isinstance(plain, list):
        return plain
    if isinstance(plain, str) and not {'"', "'"} & set(plain):
        return plain.split()  # a backslash is part of a path
    return [] if plain is None else [token.word for token in tokens(plain) if token.word is not None] or [plain]


def overridden(written: Value) -> dict[str, Value]:
    """The values of `-name value -other "another"`."""
    found: dict[str, Value] = {}
    name = ""
    for word in words_of(written):
        if isinstance(word, str) and word[:1] == "-" and word[1:].isidentifier():
            name = word[1:]
            found[name] = ""
        elif name:
            found[name] = word if found[name] == "" else Unknown("value of several words")
    return found


def _pair(word: Value) -> tuple[str, Value]:
    """Name and value of `name=value`; no name for any other word."""
    name, is_pair, value = cut(word)
    if not is_pair or not name.isidentifier():
        return "", None
    return name, Unknown("content of a file") if isinstance(value, str) and value.startswith("@") else value


def _may_be_file(word: Value) -> bool:
    if isinstance(word, str):
        return word.endswith((".json", ".jsonc", ".bicepparam")) and "=" not in word
    pieces = word.known if isinstance(word, Unknown) and isinstance(word.known, tuple) else ()
    return not (pieces and isinstance(pieces[0], str) and "=" in pieces[0])
