"""All rules of a run with the vocabulary they speak: read from folders, or from the one JSON they compile to.

Two hundred YAML files take far longer to read than a short run may, and jsonschema takes 138 ms to load; the JSON takes
4 ms. The caller lends a store for it (`read`, `write`), which holds while every file that goes in stays as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from idlint.digests import digest
from idlint.errors import RuleError, SettingsError, UsageError
from idlint.graph.kinds import Vocabulary, load_vocabulary, vocabulary_from_json, vocabulary_to_json
from idlint.policy.compiled import CheckFunction
from idlint.policy.opaque import Providers
from idlint.policy.options import check_options
from idlint.policy.rule import Rule, rule_from_json, rule_to_json
from idlint.policy.selection import is_enabled, unknown_selectors
from idlint.records import NamedTuple
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.properties import DERIVED
from idlint.settings import Settings
from idlint.version import __version__

FORMAT = "7"
"""Changes when the compiled JSON means something else, or when rules are checked in another way."""

SCHEMAS = Path(__file__).parents[1] / "schemas"

CONFIGURED = "repository"
"""The source of rules in folders that a repository's configuration names."""

Read: TypeAlias = Callable[[str], Any]
"""Name -> the JSON data stored under it, or None where there are none, or a path they were made from has changed."""
Write: TypeAlias = Callable[[str, Any, Path, Iterable[str], int], None]
"""Stores JSON data under a name: the data, a folder and the paths below it that they were made from, and since when
(nanoseconds) they were made."""


class Ruleset(NamedTuple):
    """Every rule there is, enabled or not, with the vocabulary and the check functions they need."""

    rules: tuple[Rule, ...]
    """Sorted by id."""
    vocabulary: Vocabulary
    catalogue: Catalogue
    """Failure domains and credential classes."""
    checks: Mapping[str, CheckFunction] = MappingProxyType({})
    own: frozenset[str] = frozenset()
    """The ids of the rules that idlint itself brings, in contrast to those of plugins and repositories."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Rule id or former id -> rule id."""
        return {name: rule.id for rule in self.rules for name in (*rule.aliases, rule.id)}


def load_ruleset(
    folders: Sequence[Path],
    kinds: Sequence[Path],
    *,
    checks: Mapping[str, CheckFunction] | None = None,
    configured: Sequence[Path] = (),
    domains: Sequence[Path] = (),
    read: Read | None = None,
    write: Write | None = None,
) -> Ruleset:
    """The rules in `folders` (one folder a rule) and in the `configured` ones, which may use the grammar only.

    `domains` are folders of failure domains and credential classes.

    `RuleError` names file, key and expectation. Without `read` and `write` everything is read from its files.
    """
    checks, started = checks or {}, time.time_ns()
    packs = {"rules": folders, "kinds": kinds, "configured": configured, "domains": domains}
    name = compiled_name(packs, checks) if read or write else ""
    data = read(name) if read else None
    if data is None:
        data = compile_ruleset(folders, kinds, checks=checks, configured=configured, domains=domains)
        if write:
            write(name, data, Path.cwd(), source_paths(chain(*packs.values())), started)
    return _from_json(data, checks)


def _from_json(data: Mapping[str, Any], checks: Mapping[str, CheckFunction]) -> Ruleset:
    rules = tuple(map(rule_from_json, data["rules"]))
    return Ruleset(rules, vocabulary_from_json(data["vocabulary"]), Catalogue(data["catalogue"]), checks)


def compiled_name(packs: Mapping[str, Sequence[Path]], checks: Iterable[str]) -> str:
    """The name of the compiled form of these folders; it says nothing about what is in them."""
    places = {label: [str(folder.absolute()) for folder in folders] for label, folders in packs.items()}
    return f"rules-{digest(f'{FORMAT} {__version__} {places} {sorted(checks)}'.encode())[:32]}"


def source_paths(folders: Iterable[Path]) -> Iterator[str]:
    """What the compiled form of these folders is made from: every file of theirs and of our own schemas.

    The folders count too: a new file in one changes the rules.
    """
    for folder in (*folders, SCHEMAS):
        yield str(folder)
        for pattern in ("*.yaml", "*/rule.yaml", "*.json"):
            yield from map(str, folder.glob(pattern))


def compile_ruleset(
    folders: Sequence[Path],
    kinds: Sequence[Path],
    *,
    checks: Iterable[str] = (),
    configured: Sequence[Path] = (),
    domains: Sequence[Path] = (),
) -> dict[str, Any]:
    """Rules, vocabulary and failure domains as one piece of JSON data, everything checked."""
    from idlint.resilience.catalogue_files import compile_catalogue

    vocabulary = load_vocabulary(kinds)
    rules = [
        *_load(folders, vocabulary, frozenset(checks), "builtin"),
        *_load(configured, vocabulary, None, CONFIGURED),
    ]
    _refuse_twice(rules)
    rules.sort(key=lambda rule: rule.id)
    return {
        "rules": [rule_to_json(rule) for rule in rules],
        "vocabulary": vocabulary_to_json(vocabulary),
        "catalogue": compile_catalogue(domains),
    }


def _load(
    folders: Iterable[Path], vocabulary: Vocabulary, checks: frozenset[str] | None, source: str
) -> Iterator[Rule]:
    from idlint.policy.names import names_of
    from idlint.policy.rulefile import load_rule

    names = names_of(vocabulary, frozenset(DERIVED), checks)
    for folder in folders:
        for path in rule_folders(folder):
            yield load_rule(path, names, source)


def rule_folders(folder: Path) -> list[Path]:
    """The folders of single rules in `folder`, sorted; `folder` itself where it is one."""
    if (folder / "rule.yaml").is_file():
        return [folder]
    if not folder.is_dir():
        raise RuleError(f"{folder}: expected a folder with one folder a rule")
    found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))]
    return sorted(found)


def _refuse_twice(rules: Iterable[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        for name in (rule.id, *rule.aliases):
            if name in seen:
                first = seen[name]
                both = f"{first.id} ({first.source}) and {rule.id} ({rule.source})"
                raise RuleError(f"the rule id `{name}` is taken twice: by {both}")
            seen[name] = rule


def providers(vocabulary: Vocabulary) -> Providers:
    """Kind or trait -> substrings of the sources of opaque calls that are known to provide it."""
    return {name: tuple(sources) for name, sources in vocabulary.data["opaque_sources"].items()}


def enabled(
    rules: Sequence[Rule], settings: Settings, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """The rules that run; `select` and `ignore` come from the command line and go before the configuration's.

    `UsageError` or `SettingsError` where a selector names nothing, or an option does not exist.
    """
    for name, near in unknown_selectors(rules, (*select, *ignore)):
        raise UsageError(f"there is no rule or family `{name}`" + (f": did you mean `{near}`?" if near else ""))
    for name, near in unknown_selectors(rules, (*settings.select, *settings.ignore)):
        problem = f"there is no rule or family `{name}`" + (f": did you mean `{near}`?" if near else "")
        raise SettingsError(f"{settings.file}: {problem}")
    check_options(rules, settings)
    return tuple(rule for rule in rules if is_enabled(rule, settings, select, ignore))
