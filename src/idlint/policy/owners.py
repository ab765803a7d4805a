"""Who owns a finding: the configuration's globs, else CODEOWNERS; a fact about the tenant belongs to its area."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from idlint.errors import SettingsError, SourceError, UsageError
from idlint.policy.codeowners import PLACES, CodeOwners, Dialect, parse
from idlint.policy.findings import Finding
from idlint.records import NamedTuple
from idlint.settings import Settings
from idlint.source import SourceTree

AREA = "area:"
"""How a key of `[owners]` begins that names an area: who owns what is true of the whole tenant."""

GITLAB_PIPELINE = ".gitlab-ci.yml"
"""Where this is beside a CODEOWNERS file that both hosts read, GitLab reads it."""


class Ownership(NamedTuple):
    """Who owns what in one repository."""

    configured: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pattern of paths, or `area:NAME` -> owners; the first match wins."""
    file: CodeOwners = CodeOwners()
    folder: str = ""
    """The root as the checkout sees it, with a slash at its end; empty where they are the same."""
    place: str = ""
    """The CODEOWNERS file, relative to the checkout; empty where there is none."""

    @property
    def names(self) -> frozenset[str]:
        """Every owner that is named anywhere."""
        return self.file.names.union(*(owners for _, owners in self.configured))

    def of_path(self, path: str) -> tuple[str, ...]:
        """The owners of a file of the repository; nobody where nothing says so."""
        for pattern, owners in self.configured:
            if not pattern.startswith(AREA) and fnmatchcase(path, pattern):
                return owners
        return self.file.owners(self.folder + path)

    def of_area(self, area: str) -> tuple[str, ...]:
        """The owners of what is true of the whole tenant."""
        return next((owners for key, owners in self.configured if key == AREA + area), ())


def load_ownership(root: Path, settings: Settings) -> Ownership:
    """What the configuration and the checkout of the folder `root` say; `SettingsError` where that cannot be read."""
    configured = tuple((key, tuple(names.split())) for key, names in settings.owners.items())
    top = _checkout(root)
    folder = "" if top == root else root.relative_to(top).as_posix() + "/"
    tree = SourceTree(top)
    for place, dialect in PLACES:
        if tree.is_file(place):
            shared: Dialect | None = "gitlab" if tree.is_file(GITLAB_PIPELINE) else None
            return Ownership(configured, parse(_text(tree, place), dialect or shared), folder, place)
    return Ownership(configured)


def _text(tree: SourceTree, place: str) -> str:
    try:
        return tree.read(place).text
    except SourceError as error:
        raise SettingsError(f"{place}: {error.message}") from None


def _checkout(root: Path) -> Path:
    """The nearest folder with `.git`, from `root` upwards; `root` itself where there is none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)


def probed(root: Path) -> Iterator[str]:
    """Every path that decides who owns what, absolute: a cached answer depends on all of them."""
    top = _checkout(root)
    yield from (os.path.join(top, name) for name in (*(place for place, _ in PLACES), GITLAB_PIPELINE))


def attributed(findings: Iterable[Finding], ownership: Ownership, tenant: Collection[str]) -> Iterator[Finding]:
    """The findings with their owners; those of the rules `tenant` are about no file, wherever they are reported."""
    for finding in findings:
        about_tenant = finding.rule in tenant
        owners = ownership.of_area(finding.area) if about_tenant else ownership.of_path(finding.location.path)
        yield finding._replace(owners=owners) if owners else finding


def meant(name: str, ownership: Ownership) -> frozenset[str]:
    """The owners that `name` on the command line means: whatever its case, with or without `@` and organisation.

    `UsageError` where nobody is meant.
    """
    wanted = name.lower().removeprefix("@")
    found = frozenset(owner for owner in ownership.names if wanted in _spellings(owner))
    if found:
        return found
    if not ownership.names:
        raise UsageError(
            f"--owner {name}: nobody owns anything: add a CODEOWNERS file, or `[owners]` to the configuration"
        )
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(ownership.names), 1, 0.4)
    advice = f": did you mean `{near[0]}`?" if near else f"; there are {', '.join(sorted(ownership.names)[:10])}"
    raise UsageError(f"--owner {name}: there is no such owner in {ownership.place or 'the configuration'}{advice}")


def _spellings(owner: str) -> tuple[str, ...]:
    plain = owner.lower().lstrip("@")
    return (plain, plain.rpartition("/")[2]) if owner.startswith("@") else (plain,)
