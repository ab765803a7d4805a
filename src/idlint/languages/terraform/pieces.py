"""Puts the pieces of a template together: escapes, strip markers, heredoc indentation, directives.

A literal is one piece a line, as in HCL's own scanner: a strip marker therefore eats white space up to
the end of its line and no further.
"""

from __future__ import annotations

import re
from itertools import groupby

from idlint.languages.terraform import nodes
from idlint.languages.terraform.nodes import Expression, Range
from idlint.records import NamedTuple

# Texts and not compiled patterns: a small run meets neither, and `re` keeps what it has compiled.
_ESCAPE = r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|\$\$\{|%%\{"
_PLAIN_ESCAPE = r"\$\$\{|%%\{"
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Fault(Exception):
    """What is wrong with the text of an expression, and where."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


class Piece(NamedTuple):
    """A literal, an interpolation or a directive, in the order of the text."""

    span: Range
    kind: str
    """`text`, `value`, `if`, `else`, `endif`, `for` or `endfor`."""
    expression: Expression = nodes.Literal((0, 0), None)
    """What is interpolated, the condition of `if`, or the collection of `for`."""
    names: tuple[str, str] = ("", "")
    """The key's (or empty) and the value's name of `for`."""
    left: bool = False
    """Whether a strip marker eats the white space before it."""
    right: bool = False
    """Whether a strip marker eats the white space after it."""
    text: str = ""


def unescape(raw: bytes, at: int, *, quoted: bool) -> str:
    """The characters that `raw`, a literal of a template, stands for."""
    text = raw.decode("utf-8", "replace")
    if not quoted:
        return normalized(re.sub(_PLAIN_ESCAPE, lambda found: found[0][1:], text) if "{" in text else text)
    if "\\" not in text and "{" not in text:
        return normalized(text)

    def plain(found: re.Match[str]) -> str:
        letter = found[1]
        if letter is None:
            return found[0][1:]
        if letter in _LETTERS:
            return _LETTERS[letter]
        code = int(letter[1:], 16) if len(letter) > 1 else -1
        if not 0 <= code <= 0x10FFFF:
            raise Fault(at, f"expected an escape such as \\n or \\u00e9, found `{found[0]}`")
        return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"

    return normalized(re.sub(_ESCAPE, plain, text))


def normalized(text: str) -> str:
    """`text` in normal form C, in which Terraform keeps every string; lone surrogates are replaced."""
    if text.isascii():
        return text
    import unicodedata  # 1 ms, and most text is ASCII

    return unicodedata.normalize("NFC", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _by_line(pieces: list[Piece]) -> list[Piece]:
    """The pieces with a literal one for each line: what strip markers and indentation work on."""
    return [part for piece in pieces for part in (_lines(piece) if piece.kind == "text" else (piece,))]


def _lines(piece: Piece) -> list[Piece]:
    lines = piece.text.split("\n")
    whole = [line + "\n" for line in lines[:-1]] + lines[-1:]
    return [piece._replace(text=line) for line in whole if line]


def indent_free(pieces: list[Piece]) -> list[Piece]:
    """The pieces of an indented heredoc without the indentation that all its lines share."""
    pieces = _by_line(_stripped(pieces))
    starts = [index for index, _ in enumerate(pieces) if index == 0 or pieces[index - 1].text.endswith("\n")]
    counts = [_indentation(pieces[index]) for index in starts]
    shared = min((count for count in counts if count is not None), default=0)
    for index, count in zip(starts, counts, strict=True):
        if count is not None and pieces[index].kind == "text":
            pieces[index] = pieces[index]._replace(text=pieces[index].text[shared:])
    return pieces


def _indentation(piece: Piece) -> int | None:
    """How many white-space characters begin the line; None for a blank line, which does not count."""
    if piece.kind != "text":
        return 0
    rest = piece.text.lstrip()
    if not rest and piece.text.endswith("\n"):
        return None
    return len(piece.text) - len(rest)


def _stripped(pieces: list[Piece]) -> list[Piece]:
    """The pieces with their strip markers applied (and cleared, so that applying twice is harmless)."""
    if not any(piece.left or piece.right for piece in pieces):
        return pieces
    result: list[Piece] = []
    strip = False
    for piece in _by_line(pieces):
        if piece.kind == "text":
            result.append(piece._replace(text=piece.text.lstrip()) if strip else piece)
            strip = False
            continue
        if piece.left and result and result[-1].kind == "text":
            result[-1] = result[-1]._replace(text=result[-1].text.rstrip())
        strip = piece.right
        result.append(piece._replace(left=False, right=False))
    return result


def assemble(span: Range, pieces: list[Piece], *, wrap: bool) -> Expression:
    """The expression that the pieces of a whole template make; `wrap`: `"${x}"` is x itself."""
    pieces = _stripped(pieces)
    if wrap and len(pieces) == 1 and pieces[0].kind == "value":
        return nodes.Wrapped(span, pieces[0].expression)
    return _Assembly(pieces, span).result()


class _Frame:
    """An open directive: the parts of its body so far, and of the body before `else`."""

    __slots__ = ("before_else", "opening", "parts")

    def __init__(self, opening: Piece | None) -> None:
        self.opening = opening
        self.parts: list[Expression] = []
        self.before_else: list[Expression] | None = None


class _Assembly:
    """Matches opening directives with closing ones; iterative, so that depth is no concern."""

    def __init__(self, pieces: list[Piece], span: Range) -> None:
        self.pieces = pieces
        self.span = span
        self.stack = [_Frame(None)]

    def result(self) -> Expression:
        """The whole template; `Fault` where directives do not match."""
        for piece in self.pieces:
            self.add(piece)
        if len(self.stack) > 1:
            opening = self.stack[-1].opening
            name = opening.kind if opening else ""
            raise Fault(
                opening.span[0] if opening else 0, f"expected `%{{ end{name} }}`, found the end of the template"
            )
        return joined(self.span, self.stack[0].parts)

    def add(self, piece: Piece) -> None:
        """Put one piece where it belongs."""
        frame = self.stack[-1]
        kind = piece.kind
        if kind == "text":
            if piece.text:
                frame.parts.append(nodes.Literal(piece.span, piece.text))
        elif kind == "value":
            frame.parts.append(piece.expression)
        elif kind in {"if", "for"}:
            self.stack.append(_Frame(piece))
        else:
            self.close(piece, frame)

    def close(self, piece: Piece, frame: _Frame) -> None:
        """`else`, `endif` or `endfor`."""
        opened = frame.opening.kind if frame.opening else ""
        if piece.kind == "else" and opened == "if" and frame.before_else is None:
            frame.before_else, frame.parts = frame.parts, []
        elif frame.opening is not None and piece.kind == "end" + opened:
            self.stack.pop()
            self.stack[-1].parts.append(_closed(frame, frame.opening, piece.span[1]))
        else:
            raise Fault(piece.span[0], f"expected nothing that `%{{ {piece.kind} }}` could close, found it")


def _closed(frame: _Frame, opening: Piece, end: int) -> Expression:
    span = (opening.span[0], end)
    if opening.kind == "if":
        then, otherwise = (frame.parts, []) if frame.before_else is None else (frame.before_else, frame.parts)
        return nodes.TemplateIf(span, opening.expression, joined(span, then), joined(span, otherwise))
    return nodes.TemplateFor(span, *opening.names, opening.expression, joined(span, frame.parts))


def joined(span: Range, parts: list[Expression]) -> Expression:
    """One expression for the parts of a template; neighbouring literals become one."""
    merged: list[Expression] = []
    for text, run in groupby(parts, key=_is_text):
        members = list(run)
        merged.extend([_melted(members)] if text else members)
    if len(merged) == 1 and _is_text(merged[0]):
        return nodes.Literal(span, merged[0].value if isinstance(merged[0], nodes.Literal) else "")
    return nodes.Template(span, tuple(merged)) if merged else nodes.Literal(span, "")


def _is_text(part: Expression) -> bool:
    return isinstance(part, nodes.Literal) and isinstance(part.value, str)


def _melted(parts: list[Expression]) -> Expression:
    text = "".join(str(part.value) for part in parts if isinstance(part, nodes.Literal))
    return nodes.Literal((parts[0].span[0], parts[-1].span[1]), text)
