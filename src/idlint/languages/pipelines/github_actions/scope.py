"""What names mean where an expression stands: the contexts of GitHub Actions, most of them known in part only.

https://docs.github.com/actions/reference/workflows-and-actions/contexts
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.fuel import Fuel
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value

REASONS: Final[Mapping[str, str]] = {
    "secrets": "secret",
    "vars": "configuration variable",
    "inputs": "input without a value",
    "matrix": "matrix is unknown",
    "env": "environment variable that is set elsewhere",
    "steps": "output of a step",
    "needs": "output of a job",
    "github": "known only in a run",
    "runner": "known only in a run",
    "job": "known only in a run",
    "jobs": "known only in a run",
    "strategy": "known only in a run",
}
"""Context -> why a name in it has no value here."""

LOCAL: Final = frozenset({"env", "steps", "needs", "matrix", "job", "runner", "strategy"})
"""Contexts that mean something else in every job: their origins carry the job's address."""


class Scope(NamedTuple):
    """The contexts that one place of a workflow sees."""

    fuel: Fuel
    where: str = ""
    """Address of the job; empty outside of jobs."""
    action: str = ""
    """Address of the call of the composite action that names stand in: its steps have names of their own."""
    known: Mapping[str, Value] = {}
    """Context -> its value; an object is all there is, an unknown with a mapping is what is certain of it."""

    def context(self, name: str) -> Value:
        """The value of a whole context."""
        if name in self.known:
            return self.known[name]
        return Unknown(REASONS.get(name, "no such context"), self.origin(name))

    def origin(self, name: str) -> Origin:
        """Where a context's values come from."""
        where = self.action or self.where if name == "steps" else self.where
        return Origin(f"{where}.{name}" if where and name in LOCAL else name)

    def partly(self, name: str, known: dict[str, Value]) -> Unknown:
        """A context of which `known` is certain, whatever else is in it."""
        return Unknown(REASONS[name], self.origin(name), known)

    def within(self, **known: Value) -> Scope:
        """The same place with further contexts known."""
        return self._replace(known={**self.known, **known})
