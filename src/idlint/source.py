"""Files of the scanned repository: reading them safely, and turning places in them into lines and columns.

Paths are normalised here, once: everywhere else a path is a `str`, relative to the repository
root, with `/` between its parts, and names the real file (links resolved).
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from idlint.errors import SourceError
from idlint.records import NamedTuple

MAX_SOURCE_BYTES = 5_000_000
"""Larger sources are refused before parsing (plans have a limit of their own)."""

MAX_GENERATED_BYTES = 200_000_000
"""The limit for what programs write: the output of `terraform show -json`, baselines."""


MAX_FOLDERS = 50
"""How deep a path may lie to be looked at folder by folder."""


BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_GIT_CRYPT: Final = b"\0GITCRYPT\0"
"""How a file begins that is encrypted: https://github.com/AGWA/git-crypt/blob/master/crypto.hpp"""

_ESCAPED: Final = dict.fromkeys(range(0xDC80, 0xDD00), "?")

MAX_REPLACED: Final = 10_000
"""Bytes that are no UTF-8 which a text may have: what has more is none, and shall take no memory for each."""


class Span(NamedTuple):
    """A range of bytes in one file; line and column are computed late, by `SourceFile.position`."""

    path: str
    start: int
    end: int


class Pointer(NamedTuple):
    """A place in a JSON file as an RFC 6901 pointer; resolved to bytes only for what is reported."""

    path: str
    pointer: str


Location = Span | Pointer
"""Where something is written."""


class Position(NamedTuple):
    """A range as people count it: lines and columns from 1, columns in code points, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class SourceFile:
    """One file's bytes, UTF-8 without NUL."""

    __slots__ = ("_starts", "ahead", "data", "path", "replaced")

    def __init__(self, path: str, data: bytes, replaced: tuple[int, ...] = ()) -> None:
        self.path = path
        self.data = data
        self.replaced = replaced
        """Where bytes stood that are no UTF-8, a `?` for each; only files from `SourceTree.read_any` have such."""
        self.ahead: tuple[Any, ...] | None = None
        """What the file's front end found out about it ahead, in another process."""
        self._starts: list[int] | None = None

    @property
    def text(self) -> str:
        """The whole file decoded, without a byte order mark."""
        return self.data.decode("utf-8-sig")

    def position(self, start: int, end: int) -> Position:
        """The lines and columns of the byte range `start:end`, clamped to the file."""
        line, column = self._line_column(start)
        end_line, end_column = self._line_column(max(start, end))
        return Position(line, column, end_line, end_column)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line ending; empty outside the file."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.data)
        return self._decode(starts[number - 1], end).rstrip("\r\n")

    def line_number(self, offset: int) -> int:
        """The line, from 1, that holds the byte at `offset`."""
        return bisect_right(self._line_starts(), min(offset, len(self.data)))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._starts = starts
        return self._starts

    def _line_column(self, offset: int) -> tuple[int, int]:
        offset = max(0, min(offset, len(self.data)))
        number = self.line_number(offset)
        while 0 < offset < len(self.data) and self.data[offset] & 0xC0 == 0x80:
            offset -= 1  # inside a code point: its first byte has the column
        return number, len(self._decode(self._line_starts()[number - 1], offset)) + 1

    def _decode(self, start: int, end: int) -> str:
        """The text of a byte range, without the byte order mark that the file may begin with."""
        if start == 0 and self.data.startswith(BYTE_ORDER_MARK):
            start = len(BYTE_ORDER_MARK)
        return self.data[start:end].decode("utf-8", "replace")


def decode_check(path: str, data: bytes) -> SourceFile:
    """`data` as a `SourceFile`, what is no UTF-8 replaced; `SourceError` where it is no text at all."""
    if data.startswith(_GIT_CRYPT):
        raise SourceError(path, "is encrypted: unlock it with git-crypt, or leave it out with `exclude`")
    if b"\0" in data:
        raise SourceError(path, "contains NUL bytes, so it is not text")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        replaced = _undecodable(data) if len(data) <= MAX_SOURCE_BYTES else ()
        if not 0 < len(replaced) <= MAX_REPLACED:
            raise refused(path, error.start) from None
        return SourceFile(path, _legible(data), replaced)
    return SourceFile(path, data)


def _undecodable(data: bytes) -> tuple[int, ...]:
    """Where bytes stand that are no UTF-8: all of them, or so many that nobody asks further."""
    pairs = enumerate(zip(data, _legible(data), strict=True))
    return tuple(islice((at for at, (before, after) in pairs if before != after), MAX_REPLACED + 1))


def _legible(data: bytes) -> bytes:
    """`data` of the same length as UTF-8: Python makes each byte that is none a code point of its own."""
    return data.decode("utf-8", "surrogateescape").translate(_ESCAPED).encode()


def refused(path: str, at: int) -> SourceError:
    """Why a file is not read in which the byte `at` is no UTF-8."""
    return SourceError(path, f"is not UTF-8: byte {at} cannot be decoded", at)


def _is_regular(path: str) -> bool:
    """Whether a regular file is there; `Path.is_file` raises where a name is too long or a folder is closed."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""How a file is opened of which nobody knows yet whether it is one: as bytes, and without waiting at a pipe."""


def _read_regular(path: str, limit: int) -> bytes | None:
    """The bytes of a regular file, of one over `limit` only more than that; None for anything else.

    By the system's own calls, since a file object for each of thousands takes a third longer.
    """
    try:
        descriptor = os.open(path, _READING)
    except ValueError:  # no name that the system knows
        return None
    try:
        found = os.fstat(descriptor)
        return _read_up_to(descriptor, min(found.st_size, limit)) if stat.S_ISREG(found.st_mode) else None
    finally:
        os.close(descriptor)


def _read_up_to(descriptor: int, size: int) -> bytes:
    """At least `size` bytes, where the file has them, and one more if there is one; a system may give them in parts."""
    data = os.read(descriptor, size + 1)
    while len(data) < size and (more := os.read(descriptor, size + 1 - len(data))):
        data += more
    return data


class SourceTree:
    """The repository as front ends see it: reads below one root, and remembers what it was asked.

    `reads` maps each path asked for to whether a file was there; a cached result is valid while
    every answer stays the same, the failed probes included.
    """

    def __init__(self, root: Path, only: frozenset[str] | None = None) -> None:
        self.root = Path(os.path.realpath(root))
        """The repository root, links resolved."""
        self.only = only
        """The files that this view is limited to (the rule test kit shows one example at a time); None: no limit."""
        self.reads: dict[str, bool] = {}
        self.unread: frozenset[str] = frozenset()
        """What the repository also holds and nothing reads, as `discovery` labels it: `Terragrunt`."""
        self.links: Mapping[str, str] = {}
        """Each link to a file of the repository -> the file, as `discovery` met them."""
        self._prefix = str(self.root).rstrip(os.sep) + os.sep
        self._files: dict[str, SourceFile] = {}
        self._bytes: dict[str, bytes] = {}
        self._real: dict[str, str | None] = {}
        self._listed: dict[str, Sequence[str]] = {}

    def __reduce__(self) -> tuple[type[SourceTree], tuple[Any, ...]]:
        """What another process needs; what was read stays here."""
        return SourceTree, (self.root, self.only)

    def know(self, paths: Iterable[str]) -> None:
        """Take note that `paths` are files of the repository and no links: a walk has seen them."""
        self._real.update((path, path) for path in paths)

    def know_folders(self, folders: Mapping[str, Sequence[str]]) -> None:
        """Take note of folders of the repository that are no links, and of the names of all their entries."""
        self.know(folders)
        self._listed.update(folders)

    def resolve(self, path: str) -> str | None:
        """The real, normalised form of `path`; None where it leaves the repository. Links are looked at once."""
        if path not in self._real:
            self._real[path] = self._beside(path) or self._resolved(path)
        return self._real[path]

    def _beside(self, path: str) -> str | None:
        """The real form of a plain name in a folder known to be real, without looking at every folder above it."""
        folder, _, name = path.rpartition("/")
        if folder in {"", "."} or name in {"", ".", ".."} or "\0" in name or path.count("/") > MAX_FOLDERS:
            return None
        if self.resolve(folder) != folder:
            return None
        try:
            return None if os.path.islink(self._prefix + path) else path  # noqa: PTH114 - of every file; a Path takes 3 times as long
        except OSError:
            return None

    def _resolved(self, path: str) -> str | None:
        try:
            real = os.path.realpath(self.root / path)
        except (OSError, ValueError):
            return None
        if real == str(self.root):
            return "."
        prefix = self._prefix
        return PurePosixPath(real[len(prefix) :]).as_posix() if real.startswith(prefix) else None

    def is_file(self, path: str) -> bool:
        """Whether a file is at `path`, inside the repository; the probe is remembered."""
        real = self.resolve(path)
        found = real is not None and self._shows(real) and _is_regular(self._prefix + real)
        self.reads[real or path] = found
        return found

    def is_folder(self, path: str) -> bool:
        """Whether a folder is at `path`, inside the repository; the probe is remembered."""
        real = self.resolve(path)
        found = real is not None and (real in self._listed or os.path.isdir(self._prefix + real))
        self.reads[real or path] = found
        return found

    def names(self, folder: str) -> list[str]:
        """The sorted names of the entries of `folder`; empty where there is none."""
        if not self.is_folder(folder):
            return []
        real = self.resolve(folder) or "."
        try:
            names = sorted(self._listed[real] if real in self._listed else os.listdir(self._prefix + real))
        except OSError:
            return []
        prefix = "" if real == "." else real + "/"
        return names if self.only is None else [name for name in names if prefix + name in self.only]

    def read(self, path: str, limit: int = MAX_SOURCE_BYTES) -> SourceFile:
        """The file at `path`; `SourceError` says why there is none to be had."""
        source = self.read_any(path, limit)
        if source.replaced:
            raise refused(source.path, source.replaced[0])
        return source

    def read_any(self, path: str, limit: int = MAX_SOURCE_BYTES) -> SourceFile:
        """The file at `path`, bytes that are no UTF-8 replaced: for who allows them somewhere, or shows the place."""
        data = self.read_bytes(path, limit)
        real = self.resolve(path) or path
        if real not in self._files:
            self._files[real] = decode_check(real, data)
        return self._files[real]

    def read_bytes(self, path: str, limit: int = MAX_SOURCE_BYTES) -> bytes:
        """The bytes at `path`, text or not; `SourceError` says why there are none to be had."""
        real = self.resolve(path)
        if real is None or not self._shows(real):
            self.reads[real or path] = False
            raise SourceError(path, "does not exist" if real else "lies outside the repository")
        self.reads[real] = True
        if real in self._files:
            return self._files[real].data
        data = self._bytes.get(real)
        if data is None or len(data) > limit:
            data = self._bytes[real] = self._read_limited(real, limit)
        return data

    def take(self, path: str, data: bytes, ahead: tuple[Any, ...]) -> None:
        """Take over what another process has read and found out; only it knows that `data` is text."""
        source = self._files[path] = SourceFile(path, data)
        source.ahead = ahead

    def ahead(self, path: str) -> tuple[Any, ...] | None:
        """What another process has found out about a file, if any has."""
        source = self._files.get(path)
        return source.ahead if source is not None else None

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a file; none where it cannot be read. It is not remembered: a cheap look."""
        real = self.resolve(path)
        try:
            return (_read_regular(self._prefix + (real or path), size) or b"")[:size]
        except OSError:
            return b""

    def size(self, path: str) -> int:
        """How many bytes a file has; 0 where there is none."""
        try:
            return os.stat(self._prefix + path).st_size
        except (OSError, ValueError):
            return 0

    @contextmanager
    def own_reads(self) -> Iterator[None]:
        """While this is open, `reads` holds what is asked for from now on; it is put to the rest afterwards.

        In place, because a copy of everything for each unit would be quadratic in their number.
        """
        outer, self.reads = self.reads, {}
        try:
            yield
        finally:
            outer.update(self.reads)
            self.reads = outer

    def _shows(self, real: str) -> bool:
        return self.only is None or real in self.only

    def _read_limited(self, real: str, limit: int) -> bytes:
        """The whole regular file `real`; devices, pipes and anything over `limit` bytes are refused."""
        target = self._prefix + real
        try:
            data = _read_regular(target, limit)
        except OSError as error:
            if _is_regular(target):
                raise SourceError(real, f"cannot be read: {error.strerror or error}") from None
            data = None
        if data is None:
            self.reads[real] = False
            raise SourceError(real, "is not a file" if os.path.lexists(target) else "does not exist")
        if len(data) > limit:
            raise SourceError(real, f"is larger than the limit of {limit:,} bytes")
        return data
