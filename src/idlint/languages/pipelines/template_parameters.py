"""What a deployment of a template is passed: parameter files, and values by name.

https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-cli#parameters ,
https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/azure-resource-manager-template-deployment-v3
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from idlint.json_pieces import decoded
from idlint.languages.pipelines.commands import below
from idlint.languages.pipelines.shell import cut, tokens
from idlint.values import Closed, Sensitive, Unknown, Value, reveal


def template_parameters(
    passed: Iterable[Value], directory: Value, overrides: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """The attributes `var_files` and `variables`: `@prod.json`, `prod.bicepparam` are files, `name=value` is none.

    Nor is JSON, which gives each parameter as a parameter file does: `{"name": {"value": 1}}`.
    """
    words = list(passed)
    inline = [_inline(word) for word in words]
    files = [word.lstrip("@{").rstrip("}") if isinstance(word, str) else word for word in words]
    named = {name: value for name, value in map(_pair, words) if name}
    for found in filter(None, inline):
        named |= found
    return {
        "var_files": [
            below(directory, word)
            for word, found in zip(files, inline, strict=True)
            if found is None and _may_be_file(word)
        ],
        "variables": {**named, **(overrides or {})},
    }


def _inline(word: Value) -> dict[str, Value] | None:
    """What a word passes by name, if it is JSON or a hash table of PowerShell."""
    if isinstance(word, Closed):
        return {name: _whole(value) for name, value in word.entries.items()}
    found = _json_object(word)
    return None if found is None else _arguments(found)


def named_values(written: Value) -> tuple[Sequence[Value], dict[str, Value]]:
    """The words of an input that holds `name=value` pairs, or what it holds by name as a JSON object."""
    found = _json_object(written)
    if found is not None:
        return (), found
    return [Unknown("JSON that is not known whole")] if _begins_object(written) else words_of(written), {}


def _json_object(written: Value) -> dict[str, Value] | None:
    """The object that is written as JSON, of which parts may be unknown; None for any other text."""
    found = decoded(reveal(written)) if _begins_object(written) else None
    return found if isinstance(found, dict) else None


def _begins_object(written: Value) -> bool:
    first = _beginning(written)
    return isinstance(first, str) and first.lstrip().startswith("{")


def _beginning(written: Value) -> Value:
    return next(iter(_pieces(written)), None)


def _pieces(written: Value) -> Sequence[Value]:
    plain = reveal(written)
    return plain.known if isinstance(plain, Unknown) and isinstance(plain.known, tuple) else (plain,)


def _arguments(found: Mapping[str, Value]) -> dict[str, Value]:
    """What a parameter file passes, by name; a secret of a key vault is not in it."""
    entries = found.get("parameters", found)
    return {
        name: item["value"] if "value" in item else Sensitive(Unknown("secret of a key vault"))
        for name, item in (entries.items() if isinstance(entries, dict) else ())
        if isinstance(item, dict)
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


def by_flag(flags: Mapping[str, Value], own: Collection[str]) -> dict[str, Value]:
    """The values of `-sku value` for every flag of PowerShell that is not one of the command's `own`.

    A parameter with the name of one of these is `-nameFromTemplate`.
    """
    found: dict[str, Value] = {}
    for flag, value in flags.items():
        name = flag.removeprefix("-")
        bare = name.removesuffix("fromtemplate")
        if name not in own and value is not True:
            found[bare if bare in own else name] = _whole(value)
    return found


def _whole(value: Value) -> Value:
    """A hash table of a script as the object that it is."""
    if not isinstance(value, Closed):
        return value
    return {name: _whole(item) for name, item in value.entries.items()}


def _pair(word: Value) -> tuple[str, Value]:
    """Name and value of `name=value`; no name for any other word."""
    name, is_pair, value = cut(word)
    if not is_pair or not name.isidentifier():
        return "", None
    return name, Unknown("content of a file") if isinstance(value, str) and value.startswith("@") else value


def _may_be_file(word: Value) -> bool:
    if isinstance(word, str):
        return word.endswith((".json", ".jsonc", ".bicepparam")) and "=" not in word
    first = _beginning(word)
    return not (isinstance(first, str) and "=" in first)
