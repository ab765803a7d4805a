"""Which rules run: one function decides, from the configuration or the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from idlint.policy.rule import Rule
from idlint.settings import Settings

FAMILY = "family:"
"""How a selector begins that names a family of rules and not one."""


def is_enabled(rule: Rule, settings: Settings, select: Collection[str], ignore: Collection[str]) -> bool:
    """Whether `rule` runs: the first of these that applies decides. An id can also be a former id.

    1. its id is in `ignore` (the command line): no
    2. its id is in `select` (the command line): yes, even a preview or deprecated one
    3. its id is in the configuration's `ignore`: no
    4. its family is in `ignore`: no
    5. its family is in `select`: yes, unless it is a preview or deprecated
    6. `select` names anything: no
    7. its id is in the configuration's `select`: yes, even a preview or deprecated one
    8. its family is in the configuration's `ignore`: no
    9. it is a preview, or deprecated: no
    10. its family is in the configuration's `select`: yes
    11. the configuration's `select` names anything: no
    12. otherwise: yes
    """
    ids, family, quiet = {rule.id, *rule.aliases}, FAMILY + rule.family, rule.preview or bool(rule.deprecated)
    answers = (
        (ids & set(ignore), False),
        (ids & set(select), True),
        (ids & set(settings.ignore), False),
        (family in ignore, False),
        (family in select, not quiet),
        (select, False),
        (ids & set(settings.select), True),
        (family in settings.ignore, False),
        (quiet, False),
        (family in settings.select, True),
        (settings.select, False),
    )
    return next((answer for applies, answer in answers if applies), True)


def unknown_selectors(rules: Iterable[Rule], selectors: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The selectors that name nothing, each with the closest name that exists (empty where none is close)."""
    names: dict[str, None] = {}
    for rule in rules:
        names.update(dict.fromkeys((rule.id, *rule.aliases, FAMILY + rule.family)))
    for selector in selectors:
        if selector not in names:
            from difflib import get_close_matches

            yield selector, next(iter(get_close_matches(selector, names, 1)), "")
