"""One table of a configuration file being read: every key is taken out by its type, what is left is a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from idlint.errors import SettingsError


class Table:
    """One table being read: each getter takes its key out, `finish` refuses what is left."""

    def __init__(self, where: str, data: dict[str, Any]) -> None:
        self.where = where
        self.data = dict(data)
        self.known: list[str] = []

    def take(self, key: str, default: object = None) -> Any:
        """The value of `key`, taken out of the table."""
        self.known.append(key)
        return self.data.pop(key, default)

    def fail(self, key: str, expected: str) -> SettingsError:
        """The error for a key whose value is not what was `expected`."""
        return SettingsError(f"{self.where}: `{key}`: expected {expected}")

    def text(self, key: str, default: str | None = None) -> str:
        """A string; `SettingsError` where there is none and no `default`."""
        value = self.take(key, default)
        if value is None:
            raise SettingsError(f"{self.where}: `{key}` is missing")
        if not isinstance(value, str):
            raise self.fail(key, "a string")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the words `allowed`."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(key, f"one of {', '.join(allowed)}; found `{value}`")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is not written."""
        value = self.take(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        """A date, which TOML writes without quotes; None where it is not written."""
        value = self.take(key, None)
        if value is not None and type(value) is not date:
            raise self.fail(key, "a date without quotes, like 2027-06-30")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where it is not written."""
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, "a list of strings")
        return tuple(value)

    def mapping(self, key: str, allowed: tuple[str, ...] = ()) -> dict[str, str]:
        """A table of strings, each one of `allowed` where these are given."""
        value = self.take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.fail(key, "a table of strings")
        for item in value.values():
            if allowed and item not in allowed:
                raise self.fail(key, f"one of {', '.join(allowed)}; found `{item}`")
        return value

    def options(self, key: str) -> dict[str, dict[str, Any]]:
        """A table of tables, one a rule id."""
        value = self.take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
            raise self.fail(key, "a table of tables, one a rule id")
        return value

    def tables(self, key: str) -> list[Table]:
        """An array of tables, each to be read and finished by the caller."""
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, f"tables, written [[{key}]]")
        return [Table(f"{self.where}: {key}[{number}]", item) for number, item in enumerate(value)]

    def table(self, key: str) -> Table:
        """A table, to be read and finished by the caller."""
        value = self.take(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"a table, written [{key}]")
        return Table(f"{self.where}: {key}", value)

    def finish(self) -> None:
        """`SettingsError` for the first key that nobody took, with the key that may be meant."""
        if self.data:
            from difflib import get_close_matches

            key = min(self.data)
            close = get_close_matches(key.replace("_", "-"), self.known, 1)
            advice = f": did you mean `{close[0]}`?" if close else ""
            raise SettingsError(f"{self.where}: unknown key `{key}`{advice}")
