"""Tells roots, modules and libraries apart, and gives each root its variable sets.

A root is applied: it keeps state, configures a provider, has variable files, a plan or a lock file, or something
applies it. A module is called from elsewhere in the repository and evaluated there; a provider block or a lock
file (validating a module leaves one) makes no root of it. A library is neither and is evaluated with its defaults.
A plan without a root is a unit of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from posixpath import join, normpath

from idlint.document import Invocation, Role, Unit
from idlint.languages.terraform.folders import LOCK_FILE, VARIABLE_SUFFIXES, Folder, called_folders, code_folders
from idlint.languages.terraform.plan_units import placed_plans, plan_files
from idlint.languages.terraform.tfvars import backend_values
from idlint.languages.terraform.variable_sets import Placed, backend_files, combine, owners
from idlint.settings import Settings
from idlint.source import SourceTree


def units(tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings) -> list[Unit]:
    """Every root and library among `files` (all candidate files of the repository), sorted by path."""
    folders = code_folders(tree, files)
    called = called_folders(folders, settings.modules)
    applied = {normpath(item.directory) for item in invocations} | {normpath(item.root) for item in settings.sets}
    roots = {path for path, folder in folders.items() if path in applied or folder.marks.state}
    uncalled = {path: folder for path, folder in folders.items() if path not in called}
    roots |= {path for path, folder in uncalled.items() if folder.marks.provider or _has_lock(tree, path)}
    placed = owners(roots, folders, [path for path in {*files, *tree.links} if path.endswith(VARIABLE_SUFFIXES)])
    roots |= placed.keys() & folders.keys()
    planned = placed_plans(plan_files(tree, files), {path for path in folders if path in roots or path not in called})
    found = [
        _unit(tree, folder, placed.get(path, ()), invocations, settings, is_root=path in roots or path in planned)
        for path, folder in sorted(folders.items())
        if path in roots or path not in called
    ]
    return [*(_with_plans(unit, planned.pop(unit.path, ())) for unit in found), *map(_plan_unit, sorted(planned))]


def _with_plans(unit: Unit, plans: Sequence[str]) -> Unit:
    return unit._replace(files=(*unit.files, *plans)) if plans else unit


def _plan_unit(path: str) -> Unit:
    return Unit("terraform", path, "plan", (path,))


def _has_lock(tree: SourceTree, folder: str) -> bool:
    return tree.is_file(normpath(join(folder, LOCK_FILE)))


def _unit(
    tree: SourceTree,
    folder: Folder,
    placed: Sequence[Placed],
    invocations: Sequence[Invocation],
    settings: Settings,
    *,
    is_root: bool,
) -> Unit:
    own = [item for item in invocations if normpath(item.directory) == folder.path]
    configured = [item for item in settings.sets if normpath(item.root) == folder.path]
    sets = combine(tree, folder.path, placed, own, configured)
    backends = backend_files(placed)
    sets = tuple(_with_backend(tree, item, backends) for item in sets)
    bound = [path for item in sets for path in item.var_files if tree.is_file(path)]
    bound += [item.path for item in placed if item.role == "backend"]
    files = (*folder.code, *sorted(set(bound)))
    role: Role = "root" if is_root else "library"
    return Unit("terraform", folder.path, role, files, sets, folder.size, _completed_by(tree, folder))


def _completed_by(tree: SourceTree, folder: Folder) -> str:
    """What may bring files that `folder` lacks; one that keeps files for others to link to is no whole module."""
    if "Terragrunt" in tree.unread:
        return "Terragrunt"
    return "link" if set(folder.code) <= set(tree.links.values()) else ""


def _with_backend(tree: SourceTree, item: Invocation, backends: Mapping[str, tuple[str, ...]]) -> Invocation:
    """`item` with the configuration in its backend files: those it names, else those beside its variable files."""
    beside = (*backends.get("", ()), *(backends.get(item.name, ()) if item.name else ()))
    paths = item.backend_files or (() if item.backend else beside)
    if not paths:
        return item
    return item._replace(backend={**backend_values(tree, paths), **item.backend})


def unbound(files: Iterable[str], units: Iterable[Unit]) -> tuple[str, ...]:
    """The variable files among `files` that belong to no unit: nobody can tell what they are applied to."""
    bound = {path for unit in units for path in unit.files}
    return tuple(sorted(path for path in files if path.endswith(VARIABLE_SUFFIXES) and path not in bound))
