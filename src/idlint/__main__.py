"""`python -m idlint`."""

from idlint.cli import main

main()
