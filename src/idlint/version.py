"""The version, in a module of its own so that no start has to read the installed metadata for it (22 ms)."""

from __future__ import annotations

__version__ = "0.1.0"
