"""`python -m idlint`."""

from idlint.cli import run

run()
