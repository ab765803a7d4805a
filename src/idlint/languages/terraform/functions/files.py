"""File functions: inside the repository only, relative to the root module's folder, through the scope."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from idlint.languages.terraform.conversion import make_set
from idlint.languages.terraform.functions.encoding import utf8
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.scope import AbsentFileError, EvaluationError, Scope
from idlint.languages.terraform.typed import SetOf
from idlint.languages.terraform.typesystem import STRING
from idlint.values import Unknown, Value

_MISSING: Final = "does not exist"
"""How `SourceTree` says that no file is there, which Terraform refuses; any other reason makes an Unknown."""

_MAX_PATTERN = 1000


def contents(scope: Scope, path: str) -> bytes | Unknown:
    """The bytes of a file; `AbsentFileError` where there is none, Unknown where it must not be read."""
    found = scope.read_file(path)
    if isinstance(found, bytes):
        scope.fuel.grow(len(found))
        return found
    if _MISSING in found:
        raise AbsentFileError(f"no file exists at {path!r}")
    return Unknown(f"file {found}")


def reading(change: Callable[[bytes], Value]) -> Callable[[Scope, str], Value]:
    """A function of a file's bytes."""

    def apply(scope: Scope, path: str) -> Value:
        data = contents(scope, path)
        return data if isinstance(data, Unknown) else change(data)

    return apply


def _fileexists(scope: Scope, path: str) -> Value:
    found = scope.read_file(path)
    if isinstance(found, bytes):
        return True
    return False if _MISSING in found else Unknown(f"file {found}")


def _fileset(scope: Scope, folder: str, pattern: str) -> Value:
    found = scope.list_files(folder)
    if isinstance(found, str):
        return SetOf([], STRING) if _MISSING in found else Unknown(f"folder {found}")
    matches = _glob(posixpath.normpath(pattern) if pattern else "")
    scope.fuel.step(len(found))
    return make_set((path for path in found if matches.fullmatch(path)), STRING)


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A doublestar pattern (https://github.com/bmatcuk/doublestar) as a regular expression."""
    if len(pattern) > _MAX_PATTERN or pattern.count("*") > 20:
        raise EvaluationError("the file pattern is too long")
    pieces: list[str] = []
    at = 0
    depth = 0
    while at < len(pattern):
        piece, at, depth = _glob_piece(pattern, at, depth)
        pieces.append(piece)
    if depth:
        raise EvaluationError("syntax error in pattern")
    return re.compile("".join(pieces))


def _glob_piece(pattern: str, at: int, depth: int) -> tuple[str, int, int]:
    """The expression for what stands at `at`, what follows it, and how deep braces are open then."""
    if pattern.startswith("**/", at):
        return "(?:[^/]+/)*", at + 3, depth
    if pattern.startswith("**", at):
        return ".*", at + 2, depth
    letter = pattern[at]
    if letter == "[":
        end = pattern.find("]", at + 2)
        if end < 0:
            raise EvaluationError("syntax error in pattern")
        inner = re.sub(r"\A[!^]", "^", pattern[at + 1 : end]).replace("\\", "\\\\").replace("[", "\\[")
        return f"[{inner}]", end + 1, depth
    if letter == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2, depth
    if letter == "{":
        return "(?:", at + 1, depth + 1
    if letter == "}" and depth:
        return ")", at + 1, depth - 1
    if letter == "," and depth:
        return "|", at + 1, depth
    return {"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter)), at + 1, depth


def _basename(path: str) -> Value:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _dirname(path: str) -> Value:
    folder = path.rpartition("/")[0]
    if not folder:
        return "/" if path.startswith("/") else "."
    return posixpath.normpath(folder).replace("//", "/")


def _pathexpand(path: str) -> Value:
    return Unknown("depends on the user's home folder") if path.startswith("~") else path


FUNCTIONS: Final[Mapping[str, Function]] = {
    "basename": Function("string", _basename),
    "dirname": Function("string", _dirname),
    "file": Function("string", reading(utf8), needs_scope=True),
    "filebase64": Function("string", reading(lambda data: base64.b64encode(data).decode()), needs_scope=True),
    "fileexists": Function("string", _fileexists, needs_scope=True),
    "fileset": Function("string string", _fileset, needs_scope=True),
    "pathexpand": Function("string", _pathexpand, note="`~` is Unknown: it depends on the machine"),
}
