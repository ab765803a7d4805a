"""CODEOWNERS files of GitHub and GitLab: who owns a path.

GitHub: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
(the last line that matches wins). GitLab: https://docs.gitlab.com/user/project/codeowners/reference/ (the last line of
every section; patterns without a leading slash match in every folder).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal, TypeAlias

from idlint.records import NamedTuple

Dialect: TypeAlias = Literal["github", "gitlab"]

PLACES: tuple[tuple[str, Dialect | None], ...] = (
    (".github/CODEOWNERS", "github"),
    ("CODEOWNERS", None),
    ("docs/CODEOWNERS", None),
    (".gitlab/CODEOWNERS", "gitlab"),
)
"""Where the file can be, the first counts; None: either host reads it there, and its sections tell which is meant."""

_WORD = r"(?:\\.|[^\s\\])+"
_SECTION = r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s.*)?)$"


class Entry(NamedTuple):
    """One line: a pattern, and who owns what it matches."""

    segments: tuple[str, ...]
    """The pattern between its slashes; `**` stands for any number of folders."""
    descends: bool
    """Whether it also matches everything below a folder of that name."""
    owners: tuple[str, ...]
    excluded: bool = False
    """Whether it takes what it matches out of its section (`!pattern`, GitLab)."""


class CodeOwners(NamedTuple):
    """A CODEOWNERS file, read."""

    sections: tuple[tuple[Entry, ...], ...] = ()
    """In the order of the file; a file without sections is one."""
    problems: tuple[str, ...] = ()
    """Lines that are not understood and count for nothing, as `line 3: …`."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Every owner that the file names."""
        return frozenset(name for section in self.sections for entry in section for name in entry.owners)

    @cached_property
    def _known(self) -> dict[str, tuple[str, ...]]:
        """The owners of every path that somebody asked for."""
        return {}

    def owners(self, path: str) -> tuple[str, ...]:
        """Who owns the file at `path`, relative to the folder of the checkout; nobody where no line matches."""
        if path not in self._known:
            parts = path.split("/")
            found = (name for section in self.sections for name in _owners(section, parts))
            self._known[path] = tuple(dict.fromkeys(found))
        return self._known[path]


def _owners(section: Sequence[Entry], parts: Sequence[str]) -> tuple[str, ...]:
    if any(entry.excluded and matches(entry, parts) for entry in section):
        return ()
    return next((entry.owners for entry in reversed(section) if matches(entry, parts)), ())


def matches(entry: Entry, parts: Sequence[str]) -> bool:
    """Whether the pattern matches the path made of `parts`; its time is bounded by the product of their lengths."""
    segments, end = entry.segments, len(entry.segments)
    states = _closed({0}, segments)
    for part in parts:
        reached: set[int] = set()
        for state in states:
            if state == end:
                reached.update({end} if entry.descends else ())
            elif segments[state] == "**":
                reached.update({state, end} if state == end - 1 else {state})
            elif fnmatchcase(part, segments[state]):
                reached.add(state + 1)
        states = _closed(reached, segments)
        if not states:
            return False
    return end in states


def _closed(states: set[int], segments: Sequence[str]) -> set[int]:
    """`states` with those behind a `**` that can also stand for no folder at all."""
    for state in sorted(states):
        following = state
        while following < len(segments) - 1 and segments[following] == "**":
            following += 1
            states.add(following)
    return states


def parse(text: str, dialect: Dialect | None = None) -> CodeOwners:
    """What a CODEOWNERS file says; without a `dialect` it is GitLab's where there are sections."""
    lines = text.splitlines()
    if dialect is None:
        dialect = "gitlab" if any(re.match(_SECTION, line.strip()) for line in lines) else "github"
    sections: dict[str, list[Entry]] = {"": []}
    problems: list[str] = []
    current, default = sections[""], tuple[str, ...]()
    for number, line in enumerate(lines, 1):
        content = line.strip()
        header = re.match(_SECTION, content) if dialect == "gitlab" else None
        if header:
            current = sections.setdefault(header["name"].strip().lower(), [])
            default = _names(re.findall(_WORD, header["owners"]), dialect) or ()
        elif content and not content.startswith("#"):
            entry = _entry(content, default, dialect)
            current += [entry] if entry else []
            problems += [] if entry else [f"line {number}: `{content[:60]}` is not understood, and counts for nothing"]
    return CodeOwners(tuple(map(tuple, sections.values())), tuple(problems))


def _entry(content: str, default: tuple[str, ...], dialect: Dialect) -> Entry | None:
    """One line, read; None where the host skips it."""
    pattern, *words = re.findall(_WORD, content) or [""]
    owners = _names(words, dialect)
    excluded = pattern.startswith("!")
    if owners is None or not pattern.strip("/!") or (dialect == "github" and (excluded or "[" in pattern)):
        return None
    if dialect == "github":
        return Entry(*_github(_plain(pattern)), owners)
    return Entry(_gitlab(_plain(pattern.removeprefix("!"))), False, owners or default, excluded)


def _plain(pattern: str) -> str:
    """A pattern without the backslashes that keep its spaces together."""
    return re.sub(r"\\(.)", r"\1", pattern)


def _names(words: Sequence[str], dialect: Dialect) -> tuple[str, ...] | None:
    """The owners before a comment; None where one is malformed, for which GitHub skips the line."""
    names = list(_before_comment(words))
    sound = tuple(name for name in names if "@" in name)
    return None if dialect == "github" and len(sound) < len(names) else sound


def _before_comment(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("#"):
            return
        yield word


def _github(pattern: str) -> tuple[tuple[str, ...], bool]:
    """Segments, and whether the pattern descends: as in .gitignore, but `folder/*` means direct children only."""
    segments = pattern.split("/")
    if segments[0] == "":
        segments = segments[1:]
    elif len(segments) == 1 or segments[1:] == [""]:
        segments = ["**", *segments]
    if segments[-1] == "":
        segments[-1] = "**"
    return tuple(segments), segments[-1] not in {"*", "**"}


def _gitlab(pattern: str) -> tuple[str, ...]:
    """Segments of GitLab's form: a relative pattern matches in every folder, a trailing slash means all below."""
    segments = pattern.split("/")
    segments = segments[1:] if segments[0] == "" else ["**", *segments]
    if segments[-1] == "":
        segments[-1] = "**"
    return tuple(segments)
