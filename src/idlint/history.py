"""What git knows about an earlier state of the repository: which files have changed since, and what was in them.

Only plumbing that reads objects and the index is run. Nothing is checked out or fetched, no hook, filter, diff driver
or file system monitor is started, whatever the repository's configuration says.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha1, sha256
from pathlib import Path

from idlint.errors import UsageError
from idlint.records import NamedTuple
from idlint.source import MAX_GENERATED_BYTES, MAX_SOURCE_BYTES

COMMAND = (
    "git",
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.untrackedCache=false",
    "-c",
    "protocol.allow=never",
)
"""Without `protocol.allow` a partial clone would fetch what it lacks."""

LINK, SUBMODULE = "120000", "160000"
"""Modes of entries: https://git-scm.com/docs/git-fast-import#Documentation/git-fast-import.txt"""

DEEPEN = (
    "fetch more of it: `git fetch --deepen=1000`, or `fetch-depth: 0` (actions/checkout), `fetchDepth: 0` (Azure "
    "Pipelines), `GIT_DEPTH: 0` (GitLab)"
)

_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF", "GIT_COMMON_DIR")
"""What a hook's environment says about the repository that it runs for, which need not be this one."""


class Blob(NamedTuple):
    """One file of a commit or of the index."""

    mode: str
    id: str
    skipped: bool = False
    """Whether a sparse checkout leaves the file out."""


class Earlier(NamedTuple):
    """An earlier state of the folder, as its difference from the present files."""

    commit: str
    """The commit compared with, in full."""
    contents: Mapping[str, bytes | None]
    """Path of each file that changed -> what was in it; None where it was not there. A file over the limit is cut
    just behind it, so that it is still refused."""
    links: Mapping[str, str]
    """Path of each changed link -> where it led, as written."""


def earlier(root: Path, ref: str) -> Earlier:
    """The state of the folder `root` at the point where the present branch left `ref`.

    `UsageError` says what is missing (git, a repository, the ref, its history) and how to get it.
    """
    _require_checkout(root)
    commit = _branch_point(root, _commit(root, ref), ref)
    then, now = dict(_tree(root, commit)), dict(_index(root))
    others = _records(root, "ls-files", "-z", "--others", "--exclude-standard")
    changed = {path for path in {*then, *now, *others} if not _is_as_it_was(root / path, then.get(path), now.get(path))}
    contents = _contents(root, {path: then.get(path) for path in sorted(changed)})
    links = {path: os.fsdecode(contents.pop(path) or b"") for path in changed if _mode(then, path) == LINK}
    return Earlier(commit, contents, links)


def _mode(then: Mapping[str, Blob], path: str) -> str:
    return then[path].mode if path in then else ""


def _git(root: Path, *arguments: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    command = [*COMMAND, "-C", str(root), *arguments]
    try:
        return subprocess.run(command, input=asked, capture_output=True, check=False, env=environment)  # noqa: S603 - git, from a list, by no shell
    except FileNotFoundError:
        raise UsageError("--since needs git, which is not installed: install it, or check everything") from None


def _answer(root: Path, *arguments: str) -> str:
    """The answer of a question that may have none: then it is empty."""
    done = _git(root, *arguments)
    return os.fsdecode(done.stdout).strip() if done.returncode == 0 else ""


def _require_checkout(root: Path) -> None:
    done = _git(root, "rev-parse", "--is-inside-work-tree", "--is-bare-repository")
    if done.returncode:
        said = os.fsdecode(done.stderr)
        if "dubious ownership" in said:
            raise UsageError(
                "--since: the checkout belongs to another user, so git refuses to read it: run "
                f"`git config --global --add safe.directory {_quoted(root)}`"
            )
        raise UsageError("--since: this is no git repository: run it in a checkout, or check everything")
    if os.fsdecode(done.stdout).split() != ["true", "false"]:
        raise UsageError(
            "--since: a bare repository has no files to check: run it in a checkout, `git worktree add` makes one"
        )


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))


def _commit(root: Path, ref: str) -> str:
    """The commit that `ref` names."""
    found = "" if ref.startswith("-") else _answer(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if found:
        return found
    remote = next(
        (f"{name}/{ref}" for name in _answer(root, "remote").split() if _is_commit(root, f"{name}/{ref}")), ""
    )
    if remote:
        raise UsageError(f"--since {ref}: git knows no `{ref}` here: did you mean `{remote}`?")
    if _is_shallow(root):
        raise UsageError(f"--since {ref}: git knows no `{ref}`, and this is a shallow clone: {DEEPEN}")
    raise UsageError(f"--since {ref}: git knows no commit, branch or tag `{ref}`: fetch it, or correct the name")


def _is_commit(root: Path, ref: str) -> bool:
    return bool(_answer(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"))


def _is_shallow(root: Path) -> bool:
    return _answer(root, "rev-parse", "--is-shallow-repository") == "true"


def _branch_point(root: Path, commit: str, ref: str) -> str:
    """The last commit that the present branch shares with `commit`: what others did since then is not ours."""
    if not _is_commit(root, "HEAD"):
        raise UsageError("--since: there is no commit on this branch yet: check everything")
    found = _answer(root, "merge-base", "HEAD", commit)
    if found:
        return found.split()[0]
    if _is_shallow(root):
        raise UsageError(
            f"--since {ref}: this is a shallow clone, whose history ends before it meets `{ref}`: {DEEPEN}"
        )
    raise UsageError(f"--since {ref}: this branch and `{ref}` have no common history: name a commit of this branch")


def _records(root: Path, *arguments: str) -> Iterator[str]:
    """What git lists, one record a NUL; a failure is the user's to see."""
    done = _git(root, *arguments)
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().splitlines()
        raise UsageError(f"--since: git {arguments[0]} failed: {said[-1] if said else 'without a word'}")
    yield from filter(None, os.fsdecode(done.stdout).split("\0"))


def _tree(root: Path, commit: str) -> Iterator[tuple[str, Blob]]:
    """Every file of the folder in `commit`, relative to the folder."""
    for record in _records(root, "ls-tree", "-r", "-z", commit):
        about, _, path = record.partition("\t")
        mode, _, identity = about.split()
        if mode != SUBMODULE:
            yield path, Blob(mode, identity)


def _index(root: Path) -> Iterator[tuple[str, Blob]]:
    """Every file of the folder in the index, relative to the folder."""
    for record in _records(root, "ls-files", "-s", "-t", "-z"):
        about, _, path = record.partition("\t")
        tag, mode, identity, _ = about.split()
        if mode != SUBMODULE:
            yield path, Blob(mode, identity, tag == "S")


def _is_as_it_was(path: Path, then: Blob | None, now: Blob | None) -> bool:
    """Whether a file is what it was in the commit, by its content: git itself would ask the filters that are set up."""
    if then is None or (now and now.skipped):
        return now is not None and now.skipped
    try:
        if path.is_symlink():
            data = os.fsencode(path.readlink())
        elif path.stat().st_size > _limit(path.name):
            return now is not None and then.id == now.id
        else:
            data = path.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return now is not None and then.id == now.id
    return path.is_symlink() == (then.mode == LINK) and _identity(data, then.id) == then.id


def _identity(data: bytes, like: str) -> str:
    """The id of a blob, by the algorithm that made the id `like`."""
    digest = (sha1 if len(like) == 40 else sha256)(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def _contents(root: Path, blobs: Mapping[str, Blob | None]) -> dict[str, bytes | None]:
    """Path -> content. A file over the limit becomes one that is a byte over it: it is refused without being read."""
    wanted = {path: blob.id for path, blob in blobs.items() if blob}
    sizes = dict(zip(wanted, _sizes(root, wanted.values()), strict=True))
    small = {path: identity for path, identity in wanted.items() if sizes[path] <= _limit(path)}
    found: dict[str, bytes | None] = dict.fromkeys(blobs)
    found |= {path: bytes(_limit(path) + 1) for path in wanted if path not in small}
    return found | dict(zip(small, _blobs(root, small.values()), strict=True))


def _limit(path: str) -> int:
    return MAX_GENERATED_BYTES if path.endswith(".json") else MAX_SOURCE_BYTES


def _batch(root: Path, mode: str, ids: Iterable[str]) -> bytes:
    """What https://git-scm.com/docs/git-cat-file#_batch_output says about the objects, in their order."""
    return _git(root, "cat-file", mode, asked="".join(f"{identity}\n" for identity in ids).encode()).stdout


def _sizes(root: Path, ids: Iterable[str]) -> Iterator[int]:
    for line in _batch(root, "--batch-check", ids).splitlines():
        fields = line.split()
        if len(fields) != 3:
            raise UsageError(
                "--since: this partial clone lacks files of the earlier state: get them with "
                "`git fetch --refetch --no-filter`"
            )
        yield int(fields[2])


def _blobs(root: Path, ids: Iterable[str]) -> Iterator[bytes]:
    answer = _batch(root, "--batch", ids)
    at = 0
    while at < len(answer):
        start = answer.index(b"\n", at) + 1
        end = start + int(answer[at : start - 1].split()[2])
        yield answer[start:end]
        at = end + 1
