"""`python -m idlint`."""

from __future__ import annotations

from idlint.cli import run

run()
