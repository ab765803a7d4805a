"""Bicep without its compiler: parsed here, lowered to the ARM model, evaluated by the ARM evaluator."""

from __future__ import annotations

from idlint.languages.bicep.front import load
from idlint.languages.bicep.units import units

__all__ = ["load", "units"]
