"""Scripts as commands: which program runs with which words, inside which loop, and whether its failure counts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from posixpath import basename

from idlint.languages.pipelines.paths import is_checkout
from idlint.languages.pipelines.powershell import grouped, is_splat
from idlint.languages.pipelines.shell import (
    MEMBER,
    POWERSHELL,
    VARIABLE,
    Token,
    cut,
    entry_of,
    expanded,
    tokens,
)
from idlint.records import NamedTuple
from idlint.values import Closed, Origin, Sensitive, Unknown, Value, reveal


class Loop(NamedTuple):
    """A loop around a command."""

    bounded: bool | None
    """Whether it ends although the command goes on failing; None where that cannot be told."""
    waits: bool
    """Whether it pauses between two rounds (`sleep`)."""


class Command(NamedTuple):
    """One command of a script."""

    words: tuple[Value, ...]
    """The program's name, without its folder, and its arguments; wrappers such as `sudo` left out."""
    line: int
    """From 0, counted from the script's first line."""
    env: Mapping[str, Value]
    """Shell variables as they are known here: the step's environment and what the script has set."""
    directory: Value
    """Where the script has changed to, relative to where it began; empty for no change."""
    loop: Loop | None = None
    forgiven: bool = False
    """Whether its failure is ignored (`|| true`)."""
    conditional: bool = False
    """Whether it runs only if something else holds."""
    written: Value = ""
    """The program as it is written, with its folder."""

    @property
    def program(self) -> str:
        """The name of the program; empty where it is not known."""
        return self.words[0] if self.words and isinstance(self.words[0], str) else ""


MAX_COMMANDS = 5_000
"""Of one script; none has nearly as many."""

_OPENING = {
    "if": "if", "elseif": "if", "case": "case", "switch": "case", "for": "for", "foreach": "for", "while": "while",
    "until": "until", "select": "for",
}  # fmt: skip
_CLOSING = {"fi": "if", "esac": "case", "done": "loop"}
_SILENT = frozenset(
    {"then", "do", "else", "elif", "!", "time", "{", "}", "function", "in", "try", "catch", "finally"}
)  # fmt: skip
_HEADLESS = frozenset({"for", "foreach", "case", "select"})
"""Keywords that no command follows on their line."""

_LOOPS = frozenset({"for", "while", "until"})
_COMPARISONS = frozenset({"-lt", "-le", "-gt", "-ge"})
_LEAVES = frozenset({"break", "exit", "return", "throw"})
_TESTS = frozenset({"[", "[[", "test", "(("})
_CONSUMING = frozenset({"read", "getopts"})
"""Conditions that take one more of what is there, so that the loop ends with it."""

_PAUSES = frozenset({"sleep", "start-sleep", "timeout", "wait"})
_WRAPPERS: Mapping[str, int] = {
    "sudo": 0, "command": 0, "exec": 0, "nohup": 0, "time": 0, "env": 0, "builtin": 0, "call": 0, "retry": 0,
    "xargs": 0, "timeout": 1, "nice": 0, "&": 0,
}  # fmt: skip
"""Programs that run the command which follows -> how many words of their own stand before it, options aside."""


class _Open:
    """A construct that has been opened and not yet closed."""

    __slots__ = ("awaits_block", "bounded", "kind", "leaves", "waits")

    def __init__(self, kind: str, *, awaits_block: bool = False) -> None:
        self.kind = kind
        self.awaits_block = awaits_block
        """PowerShell: whether its block has not begun yet."""
        self.bounded = kind == "for"
        self.leaves = False
        self.waits = False

    def closed(self) -> Loop:
        """What the loop has turned out to be, read to its end."""
        if self.bounded:
            return Loop(True, self.waits)
        return Loop(None if self.leaves else False, self.waits)


class _Asked:
    """A script with what is set before it begins; what is written alike is alike."""

    __slots__ = ("env", "script", "shell", "written")

    def __init__(self, script: Value, shell: str, env: Mapping[str, Value]) -> None:
        self.script = script
        self.shell = shell
        self.env = env
        self.written = shell, _form(script), _form(dict(env))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.written == other.written

    def __hash__(self) -> int:
        return hash(self.written)


def _form(value: Value) -> Hashable:
    """All that tells a value from others: `repr` hides what is sensitive, and 1 is True for `==`."""
    if type(value) is str:
        return value
    match value:
        case Unknown():
            known = list(value.known) if isinstance(value.known, tuple) else value.known
            return type(value), value.reason, value.origin, type(value.known), _form(known)
        case Sensitive():
            return Sensitive, _form(value.value)
        case dict():
            return dict, *((key, _form(item)) for key, item in value.items())
        case list():
            return list, *map(_form, value)
    return type(value), value


def commands(script: Value, shell: str = "", env: Mapping[str, Value] | None = None) -> tuple[Command, ...]:
    """The commands of `script` in the order in which they are written; `env` holds what is set before it begins."""
    return _commands(_Asked(script, shell, env or {}))


@lru_cache(maxsize=256)
def _commands(asked: _Asked) -> tuple[Command, ...]:
    """Read once: a workflow that is called for every environment brings the same scripts hundreds of times."""
    reader = _Reader(dict(asked.env), is_powershell=asked.shell in POWERSHELL)
    reader.read(tokens(asked.script, asked.shell))
    return tuple(command._replace(loop=reader.loop_of(at)) for at, command in enumerate(reader.found[:MAX_COMMANDS]))


class _Reader:
    """The state of one reading: what is open, what the shell variables hold."""

    def __init__(self, env: dict[str, Value], *, is_powershell: bool) -> None:
        self.env = env
        self.is_powershell = is_powershell
        self.parentheses = 0
        self.depth = 0
        """How many commands are being read whose output is a part of another."""
        self.open: list[_Open] = []
        self.found: list[Command] = []
        self.loops: list[_Open | None] = []
        self.directory: Value = ""

    def loop_of(self, at: int) -> Loop | None:
        """The innermost loop around the command with the number `at`."""
        opened = self.loops[at]
        return opened.closed() if opened else None

    def read(self, script: Sequence[Token]) -> None:
        """Everything in `script`, a command at a time."""
        for words, after in _split(grouped(script, self.depth) if self.is_powershell else script):
            self._command(words, after)
            if self.is_powershell:
                self._blocks(after)
            if len(self.found) >= MAX_COMMANDS:
                return

    def _blocks(self, operator: str) -> None:
        """PowerShell: what braces and parentheses open and close."""
        self.parentheses = max(0, self.parentheses + {"(": 1, ")": -1}.get(operator, 0))
        if operator == "{":
            if self.open:
                self.open[-1].awaits_block = False
            self.open.append(_Open("block"))
        elif operator == "}":
            self._close("block")
            if self.open and self.open[-1].kind != "block":
                self.open.pop()

    def _command(self, words: list[Token], after: str) -> None:
        words = self._structure(words)
        self.depth += 1
        for token in words:
            for script in token.inner:
                self.read(script)
        self.depth -= 1
        if self.is_powershell:
            words = self._powershell(words)
        rest, own = self._assigned(self._expanded(words))
        plain = _unwrapped(rest)
        if plain:
            self._keep(plain, words[0].line, {**self.env, **own} if own else self.env, forgiven=after == "|| true")

    def _expanded(self, words: Sequence[Token]) -> list[Value]:
        """The words with all that is known put in; PowerShell's `@name` becomes the flags that the table holds."""
        found: list[Value] = []
        for word in (expanded(token.word, self.env.get) for token in words):
            table = self.env.get(word[1:]) if self.is_powershell and is_splat(word) else None
            if isinstance(table, Closed):
                found += [part for key, value in table.entries.items() for part in (f"-{key}", value)]
            else:
                found.append(word)
        return found

    def _keep(self, plain: list[Value], line: int, env: Mapping[str, Value], *, forgiven: bool) -> None:
        """Remember one command, unless it only changes the directory."""
        name = reveal(plain[0])
        program = _program(name) if isinstance(name, str) else ""
        self._watch(program.lower(), plain[1:])
        if program.lower() in {"cd", "pushd", "set-location", "push-location"}:
            self._change(plain[1:])
            return
        loop = next((item for item in reversed(self.open) if item.kind in _LOOPS), None)
        conditional = any(item.kind in {"if", "case"} for item in self.open)
        known = (program or plain[0], *plain[1:])
        self.found.append(Command(known, line, env, self.directory, None, forgiven, conditional, plain[0]))
        self.loops.append(loop)

    def _structure(self, words: list[Token]) -> list[Token]:
        """`words` without the keywords at their start, which open and close constructs."""
        while words and not words[0].quoted and isinstance(words[0].word, str):
            keyword = words[0].word.lower()
            if keyword == "else" and self.is_powershell:  # the brace before it has closed what it belongs to
                self.open.append(_Open("if", awaits_block=True))
                words = words[1:]
            elif keyword in _OPENING:
                self.open.append(_Open(_OPENING[keyword], awaits_block=self.is_powershell))
                self._head(keyword, words[1:])
                words = [] if keyword in _HEADLESS else words[1:]
            elif keyword in _CLOSING:
                self._close(_CLOSING[keyword])
                words = []
            elif keyword in _SILENT:
                words = words[1:]
            else:
                return words
        return words

    def _head(self, keyword: str, words: Sequence[Token]) -> None:
        """What the condition of a loop says about its end."""
        head = next((token.word for token in words if not _assignment(token.word)), "")
        first = head if isinstance(head, str) else ""
        if keyword in {"while", "until"}:
            self.open[-1].bounded = first in _TESTS or first.startswith("((") or first in _CONSUMING

    def _powershell(self, words: list[Token]) -> list[Token]:
        """`words` without `$name =` before them; the condition of a loop tells whether the loop ends."""
        opened = self.open[-1] if self.open else None
        if opened and opened.awaits_block and words:
            if not self.parentheses:
                self.open.pop()
            opened.bounded = opened.bounded or any(token.word in _COMPARISONS for token in words)
        name = words[0].word if words else None
        if isinstance(name, Unknown) and name.origin and name.origin.address.startswith(MEMBER):
            return self._member(name.origin, words)
        if not (isinstance(name, Unknown) and name.origin and len(words) > 1 and words[1].word == "="):
            return words
        value = (
            expanded(words[2].word, self.env.get) if len(words) == 3 and words[2].quoted else Unknown("shell variable")
        )
        self._remember({name.origin.address.removeprefix(VARIABLE): value})
        return words[2:] if len(words) > 2 and not words[2].quoted else []

    def _member(self, member: Origin, words: list[Token]) -> list[Token]:
        """What a statement that begins with a member does to its table: `$table.sku = value`, or nobody knows."""
        name, key = member.address.removeprefix(MEMBER), str(member.path[0]).strip("[.'\"]")
        table = self.env.get(name)
        is_set = len(words) == 3 and words[1].word == "=" and key.isidentifier()
        if isinstance(table, Closed):
            entry = {key: entry_of(words[2].word, self.env.get)} if is_set else {}
            changed = Closed(table.reason, table.entries | entry, {}) if is_set else Unknown(table.reason)
            self._remember({name: changed})
        return [] if is_set else words

    def _close(self, kind: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].kind == kind or (kind == "loop" and self.open[at].kind in _LOOPS):
                del self.open[at:]
                return

    def _watch(self, program: str, arguments: Sequence[Value]) -> None:
        """Note what a command says about the loops around it."""
        for opened in self.open:
            if opened.kind in _LOOPS:
                opened.leaves = opened.leaves or program in _LEAVES
                opened.waits = opened.waits or (program in _PAUSES and bool(arguments))

    def _assigned(self, words: list[Value]) -> tuple[list[Value], dict[str, Value]]:
        """`words` without assignments, and what these set for this command alone.

        Those of a command that is nothing else, or of an `export`, are remembered.
        """
        exported = bool(words) and words[0] in {"export", "declare", "local", "readonly"}
        rest = words[1:] if exported else words
        found: dict[str, Value] = {}
        while rest and (pair := _assignment(rest[0])):
            found[pair[0]] = pair[1]
            rest = rest[1:]
        if not rest or exported:
            self._remember(found)
            return [], {}
        return rest, found

    def _remember(self, found: Mapping[str, Value]) -> None:
        """Set shell variables; in a new table, because the commands before keep theirs."""
        if found:
            doubt = Unknown("shell variable set under a condition") if self.open else None
            self.env = {**self.env, **{name: value if doubt is None else doubt for name, value in found.items()}}

    def _change(self, arguments: Sequence[Value]) -> None:
        """`cd`: relative to where the script is, or to the checkout for what begins with a known folder."""
        places = [item for item in arguments if not (isinstance(item, str) and item.startswith("-"))]
        if not places or self.open:
            self.directory = Unknown("directory changed under a condition") if self.open else self.directory
            return
        self.directory = below(self.directory, places[0])


def _split(script: Iterable[Token]) -> Iterator[tuple[list[Token], str]]:
    """Words between two operators, and what follows them: `|| true` where a failure is ignored."""
    words: list[Token] = []
    waiting: list[Token] | None = None
    for token in script:
        if not token.operator:
            words.append(token)
            continue
        if waiting is not None:
            yield waiting, "|| true" if _is_nothing(words) else "||"
            waiting = None
        if token.operator == "||":
            waiting, words = words, []
        else:
            yield words, token.operator
            words = []
    if waiting is not None:
        yield waiting, "|| true" if _is_nothing(words) else "||"
    yield words, ""


def _is_nothing(words: Sequence[Token]) -> bool:
    """Whether what runs after a failure does nothing about it."""
    first = words[0].word if words else ""
    return first in {"true", ":", "echo", "printf"}


def _program(word: str) -> str:
    """The program's name without its folder and `.exe`."""
    name = basename(word.replace("\\", "/"))
    return name.removesuffix(".exe").removesuffix(".cmd")


def _assignment(word: Value) -> tuple[str, Value] | None:
    """Name and value of `NAME=value`; None for any other word."""
    name, is_assignment, value = cut(word)
    return (name, value) if is_assignment and name.isidentifier() else None


def _unwrapped(words: list[Value]) -> list[Value]:
    """`words` without the programs that only run what follows."""
    while words and isinstance(words[0], str) and _program(words[0]) in _WRAPPERS:
        own = _WRAPPERS[_program(words[0])]
        words = words[1:]
        while words and (own or _is_option(words[0])):
            own -= 0 if str(words[0]).startswith("-") or not own else 1
            words = words[1:]
        while words and _assignment(words[0]):
            words = words[1:]
    return words


def _is_option(word: Value) -> bool:
    return isinstance(word, str) and (word.startswith("-") or word.isdigit())


def below(directory: Value, place: Value) -> Value:
    """`place` seen from `directory`; what cannot be joined because one of them is unknown keeps its pieces."""
    directory, place = reveal(directory), reveal(place)
    if place == "":
        return directory
    if directory == "" or (isinstance(place, str) and place.startswith("/")) or is_checkout(_pieces(place)[0]):
        return place
    if isinstance(directory, str) and isinstance(place, str):
        return f"{directory.rstrip('/')}/{place}"
    pieces = [piece for part in (directory, "/", place) for piece in _pieces(part)]
    runs = ((is_text, list(run)) for is_text, run in groupby(pieces, lambda piece: isinstance(piece, str)))
    known = [piece for is_text, run in runs for piece in (["".join(map(str, run))] if is_text else run)]
    return Unknown("directory is unknown", known=tuple(known))


def _pieces(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Unknown) and isinstance(value.known, tuple) and value.known:
        return value.known
    return (value,)
