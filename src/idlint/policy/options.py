"""Options of rules: what the configuration sets is checked against the schema in the rule's own `rule.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from idlint.errors import SettingsError
from idlint.policy.rule import Rule
from idlint.settings import Settings


def check_options(rules: Iterable[Rule], settings: Settings) -> None:
    """Raise `SettingsError` for an option that does not exist, or whose value its schema refuses."""
    by_id = {rule.id: rule for rule in rules}
    for rule_id, values in settings.options.items():
        rule = by_id.get(rule_id)
        if rule is None:
            raise SettingsError(f"{settings.file}: `options.{rule_id}`: there is no such rule")
        for name, value in values.items():
            key = f"{settings.file}: `options.{rule_id}.{name}`"
            if name not in rule.options:
                known = ", ".join(sorted(rule.options)) or "none"
                raise SettingsError(f"{key}: there is no such option; the rule has {known}")
            _check(key, value, rule.options[name])


def _check(key: str, value: object, schema: Mapping[str, Any]) -> None:
    """Loads jsonschema, which is why a configuration without options does not come here."""
    import jsonschema

    for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
        raise SettingsError(f"{key}: {error.message}")
