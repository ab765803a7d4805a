"""The table of what actions, tasks and commands do, read from `recognised.yaml`.

YAML takes 10 ms for it, JSON less than one: the user's cache keeps it as JSON while the file stays as it is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from idlint.cache import digest, read_valid, write_valid
from idlint.datafiles import read_yaml
from idlint.languages.pipelines.terraform_commands import PROGRAMS
from idlint.records import NamedTuple


class Method(NamedTuple):
    """One way to sign in, and how a step shows that it uses it."""

    name: str
    has: tuple[str, ...] = ()
    """Inputs (flags, variables) that are all given."""
    flag: tuple[str, ...] = ()
    """Inputs of which one is true."""
    words: tuple[str, ...] = ()
    """Words of which one stands among a command's arguments."""
    equals: Mapping[str, str] = {}
    """Input -> its value, in lower case."""
    pairs: tuple[str, ...] = ()
    """Names that all stand before `=` among a command's arguments."""
    made: tuple[str, ...] = ()
    """Variables that the script itself has set to what one of its commands answered."""


class Entry(NamedTuple):
    """What one action, task or command does; an empty part is something it does not do."""

    login: Mapping[str, Any] = {}
    """`cloud`, `methods`, `read`, `chained`, `retries`."""
    methods: tuple[Method, ...] = ()
    deploy: Mapping[str, Any] = {}
    """`tool`, `action`, `cloud`, `read`."""
    secret: Mapping[str, Any] = {}
    """`store`, `read`."""
    script: tuple[str, ...] = ()
    """The inputs that may hold a script, the first that does."""
    repeats: tuple[str, ...] = ()
    """The inputs that may hold how often the script is tried."""
    file: tuple[str, ...] = ()
    """The inputs that may name a script of the repository."""
    arguments: tuple[str, ...] = ()
    """The inputs that may hold what that script is given."""


class Table(NamedTuple):
    """The whole of `recognised.yaml`."""

    actions: Mapping[str, Mapping[str, Entry]]
    """Dialect -> action or task, in lower case and without version -> what it does."""
    commands: Mapping[tuple[str, ...], Entry]
    """Program and first words, in lower case -> what they do."""
    programs: frozenset[str]
    """The programs that occur in `commands`."""
    acting: frozenset[str]
    """The programs that do something; a text that has none of them as a word of its own need not be read."""
    connections: Mapping[str, str]
    """Input that names a service connection -> cloud."""
    environment: Mapping[str, tuple[Method, ...]]
    """Cloud -> how the environment shows the way to sign in."""
    environment_read: Mapping[str, tuple[str, ...]]
    """Attribute of a sign-in -> the variables that may hold it."""


SIGNS_IN: Mapping[str, frozenset[str]] = {
    "pulumi": frozenset({"up", "update", "preview", "destroy", "refresh", "import", "watch"}),
    "packer": frozenset({"build"}),
    "cdk": frozenset({"deploy", "destroy", "diff", "drift", "bootstrap", "import", "rollback", "watch"}),
}
"""Program -> those of its commands that meet the cloud: https://www.pulumi.com/docs/iac/cli/commands/ ,
https://developer.hashicorp.com/packer/docs/commands , https://docs.aws.amazon.com/cdk/v2/guide/cli.html ."""

STAYS_HOME: Mapping[str, frozenset[str]] = {
    "aws": frozenset({"configure", "help"}),
    "gcloud": frozenset({"components", "config", "help", "info", "version"}),
    "gsutil": frozenset({"config", "help", "version"}),
}
"""Program -> those of its commands that do not."""

ACTING = frozenset({*PROGRAMS, *SIGNS_IN, *STAYS_HOME})
"""Programs that sign in by themselves, with what the environment holds."""


@cache
def table() -> Table:
    """The table; read once a process, where there is a pipeline."""
    data = read(Path(__file__).with_name("recognised.yaml"))
    commands = {tuple(words.split()): _entry(item) for words, item in data["commands"].items()}
    programs = frozenset(words[0] for words in commands)
    return Table(
        {dialect: _entries(data[dialect]) for dialect in ("github_actions", "azure_pipelines")},
        commands,
        programs,
        programs | ACTING,
        {name: cloud for cloud, names in data["connections"].items() for name in names},
        {cloud: tuple(map(_method, items)) for cloud, items in data["environment"].items()},
        {name: tuple(items) for name, items in data["environment_read"].items()},
    )


def read(path: Path) -> Any:
    """What a YAML file holds, as JSON data."""
    name, started = f"recognised-{digest(str(path))}", time.time_ns()
    kept = read_valid(name)
    if kept is not None:
        return kept
    data = read_yaml(path)
    write_valid(name, data, path.parent, (path.name,), started)
    return data


def _entries(data: Mapping[str, Any]) -> dict[str, Entry]:
    return {name: _entry(item) for name, item in data.items()}


def _entry(data: Mapping[str, Any]) -> Entry:
    login = data.get("login", {})
    return Entry(
        login,
        tuple(map(_method, login.get("methods", ()))),
        data.get("deploy", {}),
        data.get("secret", {}),
        tuple(data.get("script", ())),
        tuple(data.get("repeats", ())),
        tuple(data.get("file", ())),
        tuple(data.get("arguments", ())),
    )


def _method(data: Mapping[str, Any]) -> Method:
    return Method(
        data["method"],
        tuple(data.get("has", ())),
        tuple(data.get("flag", ())),
        tuple(data.get("words", ())),
        data.get("equals", {}),
        tuple(data.get("pairs", ())),
        tuple(data.get("made", ())),
    )
