"""The user's cache folder: small JSON files that save work, never needed and never trusted blindly.

A cached result is valid while every file it was made from, every folder that was walked and every probe that
failed answer as they did. Files are compared by size, mtime and inode; where the clock is too coarse to tell
(changed about when the entry was written), by hash.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from idlint import digests

COARSE_CLOCK_NS = 2_000_000_000
"""A file changed less than this before the entry was written may change again within one tick of its mtime."""


def cache_folder() -> Path | None:
    """The folder for our files, readable by its owner only; None where none can be made."""
    try:
        folder = _user_cache() / "idlint"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a user that the system does not know has no home
        return None
    return folder if os.access(folder, os.W_OK) else None


def _user_cache() -> Path:
    """Where the platform keeps caches: the XDG base directory, `~/Library/Caches`, or `%LOCALAPPDATA%`.

    A relative path counts for nothing: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named
    below_home = {"win32": "AppData/Local", "darwin": "Library/Caches"}
    return Path.home() / below_home.get(sys.platform, ".cache")


def digest(*parts: str) -> str:
    """A name for an entry, from all that decides its content: paths too, which need not be UTF-8."""
    return digests.digest("\0".join(parts).encode("utf-8", "surrogatepass"))[:32]


def read_entry(name: str) -> Any:
    """The JSON data stored under `name`; None where there is none, or it cannot be read."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return json.loads((folder / f"{name}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def write_entry(name: str, data: Any) -> None:
    """Store JSON data under `name`, whole or not at all; a cache that cannot be written is no error."""
    import tempfile

    folder = cache_folder()
    if folder is None:
        return
    try:
        descriptor, place = tempfile.mkstemp(".tmp", dir=folder)
    except OSError:
        return
    made = Path(place)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(data, handle, separators=(",", ":"))
        made.replace(folder / f"{name}.json")
    except OSError:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def read_valid(name: str) -> Any:
    """The data that `write_valid` stored under `name`, while every path it was made from is as it was; else None."""
    entry = read_entry(name)
    try:
        return entry["data"] if unchanged(Path(entry["root"]), entry["stamps"]) else None
    except (TypeError, KeyError, AttributeError):
        return None


def write_valid(name: str, data: Any, root: Path, paths: Iterable[str], started_ns: int) -> None:
    """Store `data`, made since `started_ns` from the files, folders and failed probes `paths` below `root`.

    Nothing is stored where a path has changed since then: the data may be of either state.
    """
    found = stamps(root, paths, time.time_ns())
    if not any(stamp is not None and int(stamp[1]) >= started_ns for stamp in found.values()):
        write_entry(name, {"root": str(root), "stamps": found, "data": data})


def stamps(root: Path, paths: Iterable[str], now_ns: int) -> dict[str, list[int | str] | None]:
    """What identifies the present state of `paths` below `root`; None for what does not exist."""
    return {path: _stamp(root / path, now_ns) for path in sorted(set(paths))}


def unchanged(root: Path, recorded: Mapping[str, list[int | str] | None]) -> bool:
    """Whether every recorded path is as it was."""
    return all(_matches(os.path.join(root, path), stamp) for path, stamp in recorded.items())


def _stamp(path: Path, now_ns: int) -> list[int | str] | None:
    found = _status(path)
    if found is None:
        return None
    fresh = now_ns - found[1] < COARSE_CLOCK_NS and path.is_file()
    return [*found, _hash(path)] if fresh else [*found]


def _matches(path: str, stamp: list[int | str] | None) -> bool:
    found = _status(path)
    if found is None or stamp is None:
        return found is None and stamp is None
    return found == stamp[:3] and (len(stamp) == 3 or _hash(Path(path)) == stamp[3])


def _status(path: str | Path) -> list[int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _hash(path: Path) -> str:
    try:
        return digests.digest(path.read_bytes())
    except OSError:
        return ""
