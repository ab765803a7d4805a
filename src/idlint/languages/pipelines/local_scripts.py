"""Scripts of the repository that a step runs: found, read, and put in the place of the command that runs them.

Real pipelines keep what they do in `./deploy.sh`. What such a script does is done by the line that runs it: facts have
that line's place, and say which line of the script shows them. Makefiles, Python and batch files are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from posixpath import dirname
from typing import Final

from idlint.errors import SourceError
from idlint.languages.pipelines.commands import Command, below, commands
from idlint.languages.pipelines.paths import Resolve, in_checkout, repository_path
from idlint.languages.pipelines.shell import MAX_SCRIPT, POWERSHELL, SCRIPT_FOLDER, cut
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value, reveal

MAX_NESTED: Final = 3
"""How many scripts may run one another: pipelines call a script, and that one a library of functions."""

MAX_READ: Final = 4_000_000
"""Characters of scripts that are read for one pipeline, those of a script for every step that runs it."""

MIN_COST: Final = 1_000
"""What a script costs of that at least."""

_RUN: Final = re.compile(
    r"""(?:^|[;&|({]|\b(?:do|then|else|sudo|exec|time|if|until|while|source|bash|sh|zsh|dash|pwsh|powershell|call)\s|!\s
    |\s-\w+\s|\d\s|=\S*\s)
    [ \t.&]*["']?(?:[^\s"'|;&()]*\.(?:sh|bash|ps1)\b|\.{1,2}/\w|(?:bash|sh|zsh|dash|pwsh|powershell)\s+["'\w.$/-])""",
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
_HINTS: Final = (".sh", ".bash", ".ps1", "./", "sh ", "powershell ")

_INTERPRETERS: Final = {"bash": "bash", "sh": "bash", "zsh": "bash", "dash": "bash", "source": "bash", ".": "",
                        "pwsh": "pwsh", "powershell": "pwsh"}  # fmt: skip
"""Program that runs a script -> the shell; empty for the one of the caller."""

_INLINE: Final = frozenset({"-c", "-command", "-lc", "-ec"})
_FILES: Final = frozenset({"-file", "-f"})
_ONLY_READS: Final = re.compile(r"-[a-z]*n[a-z]*")
"""`bash -n deploy.sh` looks for mistakes in a script and runs none of it: https://www.gnu.org/software/bash/manual/"""
_SUFFIXES: Final = {".sh": "bash", ".bash": "bash", ".ps1": "pwsh"}
_FIRST_LINE: Final = re.compile(r"#!\s*\S*?(?:env\s+)?(?:ba|z|da)?sh\b")
_FUNCTION: Final = re.compile(r"^\s*(?:function\s+[\w:-]+|[\w-]+\s*\(\))", re.MULTILINE | re.IGNORECASE)
"""In a script that has functions `$1` is not always the first argument; one that is sourced may run none of them."""
_SHIFT: Final = re.compile(r"\bshift\b|\bset\s+--")
_NAME: Final = re.compile(r"(?:[\w.$-]*[/\\])+[\w.-]+")
"""A path that can be that of a script."""

WORKSPACE: Final = Unknown("known when the job runs", Origin("github.workspace"))
"""What stands for the folder of the checkout, on any platform."""


def may_run_scripts(text: str) -> bool:
    """Whether a script may run another one; in a text without such a word there is none."""
    return any(hint in text for hint in _HINTS) and _RUN.search(text) is not None


class Script(NamedTuple):
    """A script, read."""

    path: str
    """Relative to the repository's root; empty for one that is given in the command itself."""
    text: str
    shell: str


class Ran(NamedTuple):
    """A command, and which line of which script it is."""

    command: Command
    place: str = ""
    """`scripts/deploy.sh:12`; empty for the step's own."""


Open = Callable[[Value, Value, str], Script | None]
"""The script of that name, seen from that folder; the shell is the one to read it with where its name says none."""


def no_scripts(_: Value, __: Value, ___: str) -> None:
    """What opens scripts where there is no repository."""


class LocalScripts:
    """Opens the scripts that one pipeline's steps run, within bounds."""

    def __init__(self, pipeline: str, read: Callable[[str], bytes], resolve: Resolve) -> None:
        self._pipeline = pipeline
        self._read = read
        self._resolve = resolve
        self._spent = 0
        self.exhausted = ""
        """The limit that was reached, if any."""

    def open(self, name: Value, directory: Value, shell: str) -> Script | None:
        """The script called `name` by a command in `directory`; None where the repository has no such script."""
        plain = in_checkout(name)
        place = plain if isinstance(plain, str) and not isinstance(reveal(name), str) else below(directory, name)
        path = repository_path(place, self._pipeline, self._resolve)
        if not isinstance(path, str) or path.startswith(("/", "../", "~")) or not self._resolve(path):
            return None
        script = self._script(path, shell)
        self._spent += MIN_COST + (len(script.text) if script else 0)
        if self._spent > MAX_READ:
            self.exhausted = f"{MAX_READ:,} characters of scripts for one pipeline"
            return None
        return script

    def _script(self, path: str, shell: str) -> Script | None:
        try:
            data = self._read(path)
        except SourceError:
            return None
        text = data[:MAX_SCRIPT].decode("utf-8", "replace").replace("\r\n", "\n")
        suffix = path[path.rfind(".") :].lower() if "." in path.rpartition("/")[2] else ""
        known = _SUFFIXES.get(suffix) or shell or ("bash" if _FIRST_LINE.match(text) else "")
        return Script(path, text, known) if known and "\0" not in text else None


def followed(found: Iterable[Command], shell: str, directory: Value, open: Open) -> Iterator[Ran]:
    """The commands `found`, each followed by those of the script that it runs."""
    for command in found:
        yield Ran(command)
        yield from _inside(command, shell, directory, open, ())


def _inside(command: Command, shell: str, directory: Value, open: Open, trail: tuple[str, ...]) -> Iterator[Ran]:
    """The commands of the script that `command` runs, as if they stood in its place."""
    script, arguments = _called(command, shell, below(directory, command.directory), open)
    if script is None or len(trail) >= MAX_NESTED or (script.path and script.path in trail):
        return
    env = {**command.env, **_arguments(script, arguments), SCRIPT_FOLDER: _folder(script.path)}
    for inner in commands(script.text, script.shell, env):
        there = f"{script.path}:{inner.line + 1}" if script.path else ""
        placed = _in_place(inner, command)
        yield Ran(placed, there)
        for ran in _inside(placed, script.shell, directory, open, (*trail, script.path)):
            yield ran._replace(place=ran.place or there)


def _folder(path: str) -> Value:
    """The folder of a script, as a path that holds wherever it is seen from."""
    return Unknown("folder of the checkout", known=(WORKSPACE, f"/{dirname(path)}"))


def _in_place(inner: Command, outer: Command) -> Command:
    """`inner` as what `outer` does: in its line and folder, and inside the constructs around it."""
    return inner._replace(
        line=outer.line,
        directory=below(outer.directory, inner.directory),
        loop=inner.loop or outer.loop,
        forgiven=inner.forgiven or outer.forgiven,
        conditional=inner.conditional or outer.conditional,
    )


def _called(command: Command, shell: str, directory: Value, open: Open) -> tuple[Script | None, Sequence[Value]]:
    """The script that a command runs, and the arguments that it is given."""
    language = _INTERPRETERS.get(command.program.lower())
    if language is None:
        return _named(command, directory, open), command.words[1:]
    words = list(command.words[1:])
    while words and isinstance(words[0], str) and words[0].startswith("-"):
        option = str(words.pop(0)).lower()
        if language == "bash" and _ONLY_READS.fullmatch(option):
            return None, ()
        if option in _INLINE:
            text = reveal(words[0]) if words else None
            return (Script("", text, language or shell) if isinstance(text, str) else None), words[1:]
        if option in _FILES:
            break
        if option in {"-executionpolicy", "-o", "-ep"}:
            words = words[1:]
    script = open(words[0], directory, language or shell) if words else None
    if script is not None and command.program in {"source", "."} and _FUNCTION.search(script.text):
        return None, ()
    return script, words[1:]


def _named(command: Command, directory: Value, open: Open) -> Script | None:
    """The script that is a command by itself: `./deploy.sh`, `scripts/deploy`."""
    written = reveal(command.written)
    pieces = written.known if isinstance(written, Unknown) and isinstance(written.known, tuple) else (written,)
    last = pieces[-1]
    return open(written, directory, "") if isinstance(last, str) and _may_be_script(last) else None


@lru_cache(maxsize=1024)
def _may_be_script(name: str) -> bool:
    return _NAME.fullmatch(name) is not None or name.endswith(tuple(_SUFFIXES))


def _arguments(script: Script, words: Sequence[Value]) -> dict[str, Value]:
    """What the script's parameters hold, by the names that it uses for them."""
    if script.shell in POWERSHELL:
        return dict(_powershell_arguments(script.text, words))
    if _FUNCTION.search(script.text) or _SHIFT.search(script.text):
        return {}
    return {str(number): word for number, word in enumerate(words[:9], 1)}


def _powershell_arguments(text: str, words: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """`-Name value` for every spelling of `$name` in the script: case does not count there."""
    given: dict[str, Value] = {}
    for at, word in enumerate(words):
        name, attached, value = cut(word, ":")
        if name.startswith("-") and (attached or at + 1 < len(words)):
            given[name[1:].lower()] = value if attached else words[at + 1]
    for spelt in set(re.findall(r"\$(\w+)", text)) if given else ():
        if spelt.lower() in given:
            yield spelt, given[spelt.lower()]
