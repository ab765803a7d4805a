"""Scripts cut into words and operators, as a shell would: POSIX shells and PowerShell.

Nothing is executed. A part of a script that only a run knows is a hole: it stays in its word as the unknown value
it was, and cannot change how the rest is read. Grammars: https://pubs.opengroup.org/onlinepubs/9799919799/ (XCU 2),
https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from idlint.records import NamedTuple
from idlint.values import Closed, Origin, Unknown, Value, reveal

POWERSHELL = frozenset({"pwsh", "powershell"})
"""Shells that are read as PowerShell; every other one as a POSIX shell."""

MAX_SCRIPT = 200_000
"""Characters; what comes later in a longer script is not read."""

MAX_WORD = 200_000
"""Characters or pieces of one word after its variables are put in."""

MAX_KEPT = 200
"""Characters that are kept of a longer one: the name of a variable stands at the beginning."""

MAX_NESTING = 20
"""How deep command substitutions are followed."""

TABLE = "hash table of a script"
"""The reason of a hash table of PowerShell, `@{ sku = 'P1' }`, and of one that is not known."""

VARIABLE = "env."
"""How the origin of a shell variable's value begins: `env.ARM_CLIENT_ID`."""

_FIRST_HOLE, _LAST_HOLE = 0xE000, 0xF8FF
_NAME = re.compile(r"[A-Za-z_]\w*|[1-9](?!\d)")
"""The name of a variable, or the number of an argument."""

MEMBER = "member."
"""How the origin of what is in a shell variable begins; its path is the member as written: `.sku` or `["sku"]`."""

_MEMBER = re.compile(r"\$(?:env:)?([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[[^\]\n]*\])+)")
"""PowerShell, outside quotes."""

SCRIPT_FOLDER = "PSScriptRoot"
"""The variable that holds the folder of the script itself; `$(dirname "$0")` is read as that."""

_OWN_FOLDER = re.compile(
    r"""(?:(?:cd|realpath)\s+(?:-[-\w]*\s+)?)?["']?(?:\$\(\s*)?dirname\s+(?:--\s+)?["']?\$(?:\{?0\}?|\{?BASH_SOURCE(?:\[0\]\})?)["']?
    (?:\s*\))?(?P<more>/[\w./-]+)?["']?(?:[\s>&/devnul12]*(?:&&|;)\s*pwd(?:\s+-P)?)?""",
    re.VERBOSE,
)

_ORDINARY = re.compile("[\\w./:=,+%-]+")
"""Characters that stand for themselves in every part of a word, quoted or not."""

_SIMPLE = re.compile(r"([A-Za-z./_:-][\w./:=,+%-]*)[ \t]+(?=[^ \t])")
"""A word of such characters only, and the space after it: most words of most scripts."""

_SPECIAL = frozenset("0123456789@*#?$!-")
_BLANK = " \t\r"


class Token(NamedTuple):
    """A word, or an operator that separates words."""

    word: Value
    """A word: text, or an unknown with its literal pieces; None for an operator."""
    operator: str
    """`\\n`, `;`, `&&`, `||`, `|`, `&`, `(`, `)`, `{`, `}`; empty for a word."""
    line: int
    """From 0, counted from the script's first line."""
    quoted: bool = False
    """Whether any of the word was quoted, so that it is no keyword."""
    inner: tuple[tuple[Token, ...], ...] = ()
    """The scripts whose output the word contains."""


def tokens(script: Value, shell: str = "") -> tuple[Token, ...]:
    """The words and operators of `script`; none where nothing of it is known."""
    plain = reveal(script)
    if isinstance(plain, str):
        return _literal(plain, shell in POWERSHELL)
    text, holes = _flat(plain)
    return tuple(_Scanner(text[:MAX_SCRIPT], holes, _POWERSHELL if shell in POWERSHELL else _POSIX).scan())


@lru_cache(maxsize=256)
def _literal(script: str, is_powershell: bool) -> tuple[Token, ...]:
    """The words of a script without holes; templates bring the same script into many pipelines."""
    text = _without_private(script)
    return tuple(_Scanner(text[:MAX_SCRIPT], [], _POWERSHELL if is_powershell else _POSIX).scan())


def _flat(script: Value) -> tuple[str, list[Value]]:
    """An unknown script as one text, each hole a character of its own from the private use area."""
    pieces = script.known if isinstance(script, Unknown) and isinstance(script.known, tuple) else ()
    text, holes = "", list[Value]()
    for piece in pieces:
        plain = reveal(piece)
        if isinstance(plain, str):
            text += _without_private(plain)
        elif len(holes) <= _LAST_HOLE - _FIRST_HOLE:
            text += chr(_FIRST_HOLE + len(holes))
            holes.append(piece)
    return text, holes


def _without_private(text: str) -> str:
    """`text` without characters that would be taken for holes."""
    return re.sub("[\ue000-\uf8ff]", "\ufffd", text)


class _Dialect(NamedTuple):
    """How the shells differ."""

    escape: str
    heredocs: bool
    """`<<END`; PowerShell has here-strings, `@'` to `'@`."""
    doubled: bool
    """Whether two quotes inside quotes are one."""
    block_comments: bool
    braces: bool
    """Whether a brace stands for itself wherever it occurs."""


_POSIX = _Dialect("\\", heredocs=True, doubled=False, block_comments=False, braces=False)
_POWERSHELL = _Dialect("`", heredocs=False, doubled=True, block_comments=True, braces=True)


class _Scanner:
    """One pass over one script; `at` never goes back."""

    def __init__(self, text: str, holes: list[Value], dialect: _Dialect, line: int = 0, depth: int = 0) -> None:
        self.text = text
        self.holes = holes
        self.dialect = dialect
        self.at = 0
        self.line = line
        self.depth = depth
        self.waiting: list[str] = []
        """Delimiters of the here-documents that begin after this line."""

    def scan(self) -> Iterator[Token]:
        """Every token, in order."""
        while self.at < len(self.text):
            simple = _SIMPLE.match(self.text, self.at)
            if simple:
                yield Token(simple[1], "", self.line)
                self.at = simple.end()
                continue
            mark = self.text[self.at]
            if mark in _BLANK:
                self.at += 1
            elif self.text.startswith(self.dialect.escape + "\n", self.at):
                self._skip(2)
            elif mark == "#" or self._is_block_comment():
                self._comment()
            elif mark == "\n":
                yield self._newline()
            elif mark in "<>" or (mark.isdigit() and self._is_redirection()):
                self._redirection()
            elif mark in ";&|()" or (mark in "{}" and self.dialect.braces):
                yield self._operator()
            else:
                yield self._word()

    def _skip(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count

    def _is_block_comment(self) -> bool:
        return self.dialect.block_comments and self.text.startswith("<#", self.at)

    def _comment(self) -> None:
        end = self.text.find("#>", self.at) if self._is_block_comment() else self.text.find("\n", self.at)
        stop = len(self.text) if end < 0 else end
        self._skip(stop - self.at + (2 if end >= 0 and self._is_block_comment() else 0))

    def _newline(self) -> Token:
        token = Token(None, "\n", self.line)
        self._skip(1)
        for delimiter in self.waiting:
            self._here_document(delimiter)
        self.waiting.clear()
        return token

    def _here_document(self, delimiter: str) -> None:
        """Skip the lines up to the one that is `delimiter`, tabs before it allowed."""
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            end = len(self.text) if end < 0 else end
            content = self.text[self.at : end].strip(_BLANK)
            self._skip(end + 1 - self.at)
            if content == delimiter:
                return

    def _is_redirection(self) -> bool:
        after = self.text[self.at + 1 : self.at + 2]
        return after in {"<", ">"} and self.at > 0 and self.text[self.at - 1] in _BLANK

    def _redirection(self) -> None:
        """Skip `> file`, `2>&1`, `<<< word`; remember the delimiter of a here-document."""
        opened = re.compile(r"\d?(<<<|<<-?|>>|[<>][&|(]?|<>)").match(self.text, self.at)
        mark = opened[1] if opened else self.text[self.at]
        self._skip(opened.end() - self.at if opened else 1)
        while self.text[self.at : self.at + 1] in {" ", "\t"}:
            self.at += 1
        if self.text[self.at : self.at + 1] in {"", "\n"} or mark.endswith("("):
            return
        word = self._word().word
        if mark.startswith("<<") and mark != "<<<" and self.dialect.heredocs and isinstance(word, str):
            self.waiting.append(word)

    def _operator(self) -> Token:
        two = self.text[self.at : self.at + 2]
        operator = two if two in {"&&", "||", ";;"} else self.text[self.at]
        self._skip(len(operator))
        return Token(None, ";" if operator == ";;" else operator, self.line)

    def _word(self) -> Token:
        pieces: list[Value] = []
        inner: list[tuple[Token, ...]] = []
        line, begin, quoted = self.line, self.at, False
        while self.at < len(self.text) and not self._ends_word():
            mark = self.text[self.at]
            quoted = quoted or mark in "'\"@"
            self._piece(mark, pieces, inner)
        if self.at == begin:
            self._skip(1)
        return Token(_joined(pieces), "", line, quoted, tuple(inner))

    def _ends_word(self) -> bool:
        mark = self.text[self.at]
        return mark in " \t\r\n;&|()<>" or (mark in "{}" and self.dialect.braces)

    def _piece(self, mark: str, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        """One quoted part, one expansion, or one character of a word."""
        member = _MEMBER.match(self.text, self.at) if mark == "$" and self.dialect.doubled else None
        if member:
            pieces.append(Unknown("member of a shell variable", Origin(MEMBER + member[1], (member[2],))))
            self._skip(member.end() - self.at)
        elif mark == "'":
            self._single(pieces)
        elif mark == '"':
            self._double(pieces, inner)
        elif mark == "@" and self.dialect.doubled and self.text[self.at + 1 : self.at + 2] in {"'", '"'}:
            self._here_string(pieces)
        else:
            self._plain(mark, pieces, inner)

    def _plain(self, mark: str, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        if mark == self.dialect.escape:
            pieces.append(self.text[self.at + 1 : self.at + 2].replace("\n", ""))
            self._skip(2)
        elif mark == "$":
            self._dollar(pieces, inner)
        elif mark == "`":
            self._backticks(pieces, inner)
        else:
            run = _ORDINARY.match(self.text, self.at)
            pieces.append(run[0] if run else self._hole(mark))
            self._skip(len(run[0]) if run else 1)

    def _hole(self, mark: str) -> Value:
        number = ord(mark) - _FIRST_HOLE
        return self.holes[number] if 0 <= number < len(self.holes) else mark

    def _single(self, pieces: list[Value]) -> None:
        end = self.text.find("'", self.at + 1)
        while self.dialect.doubled and end >= 0 and self.text.startswith("''", end):
            end = self.text.find("'", end + 2)
        end = len(self.text) if end < 0 else end
        body = self.text[self.at + 1 : end]
        pieces += [self._hole(mark) for mark in (body.replace("''", "'") if self.dialect.doubled else body)] or [""]
        self._skip(end + 1 - self.at)

    def _double(self, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        self._skip(1)
        pieces.append("")
        while self.at < len(self.text):
            mark = self.text[self.at]
            if mark == '"':
                self._skip(1)
                if not (self.dialect.doubled and self.text.startswith('"', self.at)):
                    return
                pieces.append('"')
                self._skip(1)
            elif mark == "\\" and self.dialect.escape == "\\" and self.text[self.at + 1 : self.at + 2] not in '"\\$`\n':
                pieces.append(mark)
                self._skip(1)
            else:
                self._plain(mark, pieces, inner)

    def _here_string(self, pieces: list[Value]) -> None:
        quote = self.text[self.at + 1]
        end = self.text.find(f"\n{quote}@", self.at)
        end = len(self.text) if end < 0 else end
        pieces += [self._hole(mark) for mark in self.text[self.at + 2 : end]]
        self._skip(end + 3 - self.at)

    def _dollar(self, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        """`$NAME`, `${NAME:-default}`, `$env:NAME`, `$(script)`, `$((sum))`, `$'text'`."""
        after = self.text[self.at + 1 : self.at + 2]
        name = _NAME.match(self.text, self.at + 5 if self.text.startswith("$env:", self.at) else self.at + 1)
        if after == "(":
            self._substitution(pieces, inner)
        elif after == "{":
            self._braced(pieces)
        elif after == "'" and not self.dialect.doubled:
            self._skip(1)
        elif name:
            self._skip(name.end() - self.at)
            pieces.append(self._named(name[0]))
        elif after and after in _SPECIAL:
            self._skip(2)
            pieces.append(Unknown("shell parameter"))
        else:
            pieces.append("$")
            self._skip(1)

    def _named(self, name: str) -> Value:
        """A variable, or one of PowerShell's two words for what is true and what is not."""
        return name.title() if self.dialect.doubled and name.lower() in {"true", "false"} else _variable(name)

    def _braced(self, pieces: list[Value]) -> None:
        end = self.text.find("}", self.at)
        end = len(self.text) if end < 0 else end
        name = _NAME.match(self.text[self.at + 2 : end].removeprefix("env:"))
        pieces.append(_variable(name[0]) if name else Unknown("shell parameter"))
        self._skip(end + 1 - self.at)

    def _substitution(self, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        begin = self.at + 2
        end = self._matching(begin)
        body = self.text[begin:end]
        own = _OWN_FOLDER.fullmatch(body.strip())
        if not body.startswith("(") and own is None:
            self._nested(body, inner)
        pieces += [_variable(SCRIPT_FOLDER), own["more"] or ""] if own else [Unknown("output of a command")]
        self._skip(end + 1 - self.at)

    def _backticks(self, pieces: list[Value], inner: list[tuple[Token, ...]]) -> None:
        end = self.text.find("`", self.at + 1)
        end = len(self.text) if end < 0 else end
        self._nested(self.text[self.at + 1 : end], inner)
        pieces.append(Unknown("output of a command"))
        self._skip(end + 1 - self.at)

    def _nested(self, body: str, inner: list[tuple[Token, ...]]) -> None:
        if self.depth < MAX_NESTING:
            inner.append(tuple(_Scanner(body, self.holes, self.dialect, self.line, self.depth + 1).scan()))

    def _matching(self, begin: int) -> int:
        """Where the parenthesis that was opened before `begin` closes; quotes hide parentheses."""
        depth, at, quote = 1, begin, ""
        while at < len(self.text):
            mark = self.text[at]
            if mark == self.dialect.escape and quote != "'":
                at += 1
            elif quote:
                quote = "" if mark == quote else quote
            elif mark in "'\"":
                quote = mark
            elif mark in "()":
                depth += 1 if mark == "(" else -1
                if not depth:
                    return at
            at += 1
        return len(self.text)


def _variable(name: str) -> Unknown:
    return Unknown("shell variable", Origin(VARIABLE + name))


def _joined(pieces: list[Value]) -> Value:
    """The pieces of a word as one value: neighbouring texts put together."""
    runs = ((is_text, list(run)) for is_text, run in groupby(pieces, lambda piece: isinstance(piece, str)))
    merged = [piece for is_text, run in runs for piece in (["".join(map(str, run))] if is_text else run)]
    merged = [piece for piece in merged if piece != ""]
    if not merged:
        return ""
    if sum(map(_weight, merged)) > MAX_WORD:
        rest = Unknown("a word grows beyond all measure")
        return Unknown(rest.reason, known=(merged[0][:MAX_KEPT], rest)) if isinstance(merged[0], str) else rest
    if any(map(_is_several, merged)):
        return _joined([inner for piece in merged for inner in (_parts(piece) if _is_several(piece) else (piece,))])
    if len(merged) == 1:
        return merged[0]
    plain = (reveal(piece) for piece in merged)
    reason = next((piece.reason for piece in plain if isinstance(piece, Unknown)), "part of a word")
    return Unknown(reason, known=tuple(merged))


def _weight(piece: Value) -> int:
    """Characters or pieces: doubling a variable again and again makes a word of any length."""
    return len(piece) if isinstance(piece, str) else len(_parts(piece))


def _is_several(piece: Value) -> bool:
    """Whether a piece is a text in pieces itself, and nothing more."""
    return isinstance(piece, Unknown) and piece.origin is None and isinstance(piece.known, tuple)


def _parts(piece: Value) -> tuple[Value, ...]:
    return piece.known if isinstance(piece, Unknown) and isinstance(piece.known, tuple) else (piece,)


def entry_of(value: Value, resolve: Resolve) -> Value:
    """What a hash table holds where `value` is written; a table of tables is not put into another, however it grows."""
    found = expanded(value, resolve)
    is_put_in = isinstance(found, Closed) and not isinstance(value, Closed)
    is_deep = isinstance(found, Closed) and any(isinstance(inner, Closed) for inner in found.entries.values())
    return Unknown(TABLE) if is_put_in and is_deep else found


def _as_text(piece: Value) -> Value:
    return Unknown(TABLE) if isinstance(piece, Closed) else piece


Resolve = Callable[[str], Value | None]
"""What a shell variable holds; None where that is not known."""


def expanded(word: Value, resolve: Resolve) -> Value:
    """`word` with every shell variable that `resolve` knows put in."""
    if isinstance(word, Closed):
        return Closed(word.reason, {key: entry_of(value, resolve) for key, value in word.entries.items()}, {})
    if not isinstance(word, Unknown):
        return word
    if isinstance(word.known, tuple):
        return _joined([_as_text(expanded(piece, resolve)) for piece in word.known])
    name = word.origin.address.removeprefix(VARIABLE) if word.origin else ""
    if not name or (word.origin and not word.origin.address.startswith(VARIABLE)):
        return word
    found = resolve(name)
    if found is None and name.isdigit():
        return Unknown("shell parameter")
    return word if found is None else found


def cut(word: Value, marks: str = "=") -> tuple[str, bool, Value]:
    """A word at the first of `marks`: the text before it, whether there is a mark, and the value after it.

    The text is empty where the word begins with something that is not known.
    """
    pieces = word.known if isinstance(word, Unknown) and isinstance(word.known, tuple) else (word,)
    head = pieces[0] if pieces else None
    if not isinstance(head, str):
        return "", False, None
    at = min((found for mark in marks if (found := head.find(mark)) > 0), default=-1)
    if at < 0:
        return head, False, None
    after = _joined([head[at + 1 :], *pieces[1:]])
    return head[:at], True, after
