"""ARM JSON templates to evaluated declarations."""

from __future__ import annotations

from idlint.languages.arm.loading import load
from idlint.languages.arm.units import units, unread

__all__ = ["load", "units", "unread"]
