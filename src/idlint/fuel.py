"""The deterministic budget of one unit: evaluation steps, bytes of values, depth.

Running out is `Unknown("budget")`, reported once a unit. 878 bytes of doubling locals would
otherwise make an 84 MB string. No clock is involved, so a result never depends on the machine.
"""

from __future__ import annotations

from typing import Any

from idlint.values import Unknown

MAX_STEPS = 5_000_000
MAX_BYTES = 64_000_000
MAX_DEPTH = 200
MAX_INSTANCES = 10_000
"""How many instances of one block or call are expanded; more is an unknown number."""

MAX_KEPT = 50_000
"""Steps that the walks of remembered values cost together; what is remembered is held in memory."""


class Exhausted(Exception):
    """Raised inside an evaluator when the fuel is gone; caught at the declaration's edge."""


class Fuel:
    """What one unit may still spend; `exhausted` names the limit that was reached, once."""

    __slots__ = ("bytes", "depth", "exhausted", "kept", "steps", "walked")

    def __init__(self, steps: int = MAX_STEPS, size: int = MAX_BYTES) -> None:
        self.steps = steps
        self.bytes = size
        self.depth = 0
        """How deep evaluation is nested just now, across all names it went through; at most `MAX_DEPTH`."""
        self.exhausted = ""
        self.walked: dict[int, tuple[object, Any]] = {}
        """Identity of a value whose walk is paid for -> the value, so that the identity stays its own, and what was
        found inside by the front end."""
        self.kept = 0
        """Steps that the walks of what is in `walked` cost."""

    def keep(self, value: object, found: Any, steps: int) -> None:
        """Remember what was found inside a value whose walk cost `steps`; of too much, only the newest."""
        self.kept += steps
        if self.kept > MAX_KEPT:
            self.walked.clear()
            self.kept = steps
        self.walked[id(value)] = value, found

    def step(self, amount: int = 1) -> None:
        """Spend evaluation steps; raises `Exhausted` when none are left."""
        self.steps -= amount
        if self.steps < 0:
            self.exhausted = self.exhausted or "evaluation steps"
            raise Exhausted(self.exhausted)

    def grow(self, size: int) -> None:
        """Spend bytes for a value that is about to be made; raises `Exhausted` when none are left."""
        self.bytes -= size
        if self.bytes < 0:
            self.exhausted = self.exhausted or "size of values"
            raise Exhausted(self.exhausted)


def out_of_budget() -> Unknown:
    """The value of anything that could not be evaluated within the budget."""
    return Unknown("budget")
