"""The command line: `idlint COMMAND`. Each command is one small module, imported when it is named."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from idlint.errors import IdlintError
from idlint.version import __version__

COMMANDS = {
    "check": "Check the repository and report findings.",
    "show": "Show what idlint understands: every resource, evaluated.",
    "init": "Look at the repository, and write a first configuration, hook and pipeline.",
    "baseline": "Accept what is there, so that only what is new gates.",
    "risks": "List what is hidden and assumed: by whom, why, until when.",
    "graph": "Draw who depends on what: workloads, identities, secrets, pipelines.",
    "simulate": "Replay an outage: who goes on, who stops, what saves whom.",
    "inventory": "List every identity: who carries it, what it opens, what stands beside it.",
    "playbook": "Write the runbook for an outage of identity, from the code.",
    "explain": "Explain one rule: why it matters, how to fix it, what not to do.",
    "rules": "List the rules.",
    "test-rules": "Run the examples of rule folders.",
}
"""Command -> its line in `idlint --help`; the module has the same name with underscores."""

FAILED = 2
"""Exit code of a run that itself failed."""


class _Commands(click.Group):
    """The group of commands; a command's module is imported only when the command is used."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"idlint.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="idlint")
def idlint() -> None:
    """Find out, before an outage does, what breaks when cloud identity breaks.

    idlint reads Terraform, Bicep, ARM templates and pipelines, works out how every workload obtains its
    credentials, and reports the single points of failure.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs a command; exits with 0 (clean), 1 (findings) or 2 (the run itself failed)."""
    try:
        sys.exit(idlint.main(arguments, prog_name="idlint", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(FAILED)
    except click.Abort:
        sys.exit(130)
    except IdlintError as error:
        click.echo(f"idlint: error: {error}", err=True)
        sys.exit(FAILED)
    except OSError as error:
        click.echo(f"idlint: error: {error.filename or 'standard output'}: {error.strerror}", err=True)
        sys.exit(FAILED)
