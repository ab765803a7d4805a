"""Which variable files are applied to which folder together: the variable sets (environments) of a root.

Terraform itself reads `terraform.tfvars` and `*.auto.tfvars`; what else is passed is known from the
configuration, from pipelines, or from where people keep such files: `env/<env>/*.tfvars`,
`environments/<env>.tfvars`, `<env>/terraform.tfvars`, `*.<env>.tfvars`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, dirname, join, normpath

from idlint.document import Invocation, stated_environment
from idlint.records import NamedTuple
from idlint.settings import VariableSet
from idlint.source import SourceTree

SET_FOLDERS = frozenset(
    {
        ".env", "config", "configs", "configuration", "configurations", "deployments", "env", "env-vars", "env_vars",
        "environment", "environments", "envs", "envvars", "inventories", "inventory", "parameters", "params",
        "settings", "stage", "stages", "tf-vars", "tf_vars", "tfvars", "tfvars-files", "tfvars_files", "var",
        "var-files", "var_files", "variables", "varfiles", "vars", "workspaces",
    }
)  # fmt: skip
"""Names of folders that hold variable files for the root above them."""

SHARED_NAMES = frozenset(
    {
        "all", "base", "common", "default", "defaults", "global", "globals", "input", "inputs", "shared", "terraform",
        "values", "variables", "vars",
    }
)  # fmt: skip
"""Names of variable files that belong to every set of a root."""

_PREFIXES = tuple(f"{word}{mark}" for word in ("terraform", "variables", "vars", "var", "env") for mark in "-_")


class Placed(NamedTuple):
    """One variable file and the part it plays for its root."""

    path: str
    environment: str
    """Empty where it belongs to every set."""
    role: str
    """`auto` (Terraform reads it by itself), `set`, or `backend`."""


def stem(path: str) -> str:
    """The name of a variable file without `.tfvars`, `.tfvars.json`, `.auto.tfvars`."""
    name = basename(path).removesuffix(".json").removesuffix(".tfvars")
    return name.removesuffix(".auto")


def place(folders: Sequence[str], path: str) -> Placed | None:
    """The part that the variable file `path` plays for a root, by naming convention; None for none.

    `folders` are the names of the folders between the root and the file.
    """
    at = max((number + 1 for number, name in enumerate(folders) if name in SET_FOLDERS), default=0)
    below = folders[at:]
    if _is_backend(path):
        plain = stem(path).replace("backend", "").replace("config", "").strip("-_.")
        environment = "/".join(below) or _environment(plain)
        return Placed(path, environment, "backend")
    if not below:
        return _beside(path, automatic=not folders)
    named_alike = len(below) == 1 and stem(path) in {"terraform", below[0]}
    return Placed(path, "/".join(below), "set") if at or named_alike else None


def _is_backend(path: str) -> bool:
    name = stem(path)
    return name.startswith("backend") or name.endswith((".backend", "-backend", "_backend"))


def _beside(path: str, *, automatic: bool) -> Placed:
    """A variable file in the root itself or directly in its folder of variable files."""
    name = basename(path).removesuffix(".json").removesuffix(".tfvars")
    if automatic and (name == "terraform" or name.endswith(".auto")):
        return Placed(path, "", "auto")
    return Placed(path, _environment(stem(path)), "set")


def _environment(name: str) -> str:
    """The environment that a file's stem names: `app.prod` and `var-prod` are `prod`, `common` is every one."""
    last = name.rsplit(".", 1)[-1]
    for prefix in _PREFIXES:
        last = last.removeprefix(prefix)
    return "" if last in SHARED_NAMES else last


def owners(roots: Iterable[str], code_folders: Iterable[str], variable_files: Iterable[str]) -> dict[str, list[Placed]]:
    """Variable files by the folder they belong to: the nearest folder with code at or above them.

    Where none is above, they belong to the only root near them: `infra/environments/dev/…` to
    `infra/terraform`, when that is the one root below `infra`.
    """
    with_code, known_roots = set(code_folders), sorted(roots)
    found: dict[str, list[Placed]] = {}
    for path in sorted(variable_files):
        folder = dirname(path) or "."
        owner = _nearest(folder, with_code)
        home = owner
        if owner is None:
            owner, home = _only_neighbour(folder, known_roots)
        placed = place(_between(home, folder), path) if owner is not None and home is not None else None
        if owner is not None and placed is not None:
            found.setdefault(owner, []).append(placed)
    return found


def _nearest(folder: str, with_code: set[str]) -> str | None:
    while folder not in with_code:
        if folder == ".":
            return None
        folder = dirname(folder) or "."
    return folder


def _only_neighbour(folder: str, roots: Sequence[str]) -> tuple[str | None, str | None]:
    """The one root below the nearest folder above `folder` that has any, and that folder."""
    while folder != ".":
        folder = dirname(folder) or "."
        below = [root for root in roots if folder == "." or root.startswith(folder + "/")]
        if below:
            return (below[0], folder) if len(below) == 1 else (None, None)
    return None, None


def _between(above: str, folder: str) -> list[str]:
    """The names of the folders from `above`, which is `folder` itself or one that it lies in, down to `folder`."""
    below = folder if above == "." else folder[len(above) + 1 :]
    return [] if below in {"", "."} else below.split("/")


def combine(
    tree: SourceTree,
    folder: str,
    placed: Sequence[Placed],
    invocations: Sequence[Invocation],
    configured: Sequence[VariableSet],
) -> tuple[Invocation, ...]:
    """The variable sets of `folder`, sorted by name; at least one, nameless where nothing names any.

    Configured sets replace what conventions suggest. What a pipeline is seen to apply completes the set with the
    same files, or of the same name (or of that of the environment which its variables state), and is one more set
    where there is none. Files in order of precedence.
    """
    automatic = tuple(sorted((item.path for item in placed if item.role == "auto"), key=_precedence))
    sets = [_configured(tree, folder, item) for item in configured] or _suggested(folder, placed)
    for item in invocations:
        sets = _applied(sets, item)
    complete = [item._replace(var_files=_unique((*automatic, *item.var_files))) for item in sets]
    complete.sort(key=lambda item: item.name)
    return tuple(complete) or (Invocation(folder, var_files=automatic),)


def _applied(sets: list[Invocation], item: Invocation) -> list[Invocation]:
    """`sets` after something is seen to apply `item`; where it says nothing, it may apply any of them."""
    if sets and not (item.name or item.var_files or item.variables):
        selected = item.workspace
        return [
            known._replace(steps=(*known.steps, *item.steps), workspace=known.workspace or selected) for known in sets
        ]
    at = next((at for at, known in enumerate(sets) if _has_files_of(item, known)), None)
    if at is None:
        names = (item.name or stated_environment(item.variables), item.name)
        at = next((at for name in names for at, known in enumerate(sets) if known.name == name), None)
    if at is None:
        return [*sets, item]
    return [*sets[:at], _both(sets[at], item), *sets[at + 1 :]]


def _has_files_of(item: Invocation, known: Invocation) -> bool:
    return bool(known.var_files) and set(item.var_files) >= set(known.var_files[-1:])


def _both(known: Invocation, item: Invocation) -> Invocation:
    """A set under its own name, applied as `item` says."""
    steps = (*known.steps, *item.steps)
    files, selected = item.var_files or known.var_files, item.workspace or known.workspace
    return item._replace(name=known.name, var_files=files, workspace=selected, steps=steps)


def _precedence(path: str) -> tuple[int, str]:
    name = basename(path)
    return (0, name) if stem(path) == "terraform" and ".auto." not in name else (1, name)


def _unique(paths: Iterable[str]) -> tuple[str, ...]:
    """`paths` with the last of repeated ones kept, since the last wins."""
    return tuple(reversed(dict.fromkeys(reversed([normpath(path) for path in paths]))))


def _configured(tree: SourceTree, folder: str, item: VariableSet) -> Invocation:
    files = tuple(path if tree.is_file(path) else _below_if_there(tree, folder, path) for path in item.var_files)
    return Invocation(folder, item.name, files, workspace=item.workspace)


def _below_if_there(tree: SourceTree, folder: str, path: str) -> str:
    below = normpath(join(folder, path))
    return below if tree.is_file(below) else path


def _suggested(folder: str, placed: Sequence[Placed]) -> list[Invocation]:
    """The sets that naming conventions suggest."""
    files = _by_environment(placed, "set")
    shared = files.pop("", ())
    suggested = [Invocation(folder, name, shared + own) for name, own in files.items()]
    return suggested or ([Invocation(folder, "", shared)] if shared else [])


def _by_environment(placed: Sequence[Placed], role: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in placed:
        if item.role == role:
            found[item.environment] = (*found.get(item.environment, ()), item.path)
    return found


def backend_files(placed: Sequence[Placed]) -> Mapping[str, tuple[str, ...]]:
    """Files with partial backend configuration, by environment."""
    return _by_environment(placed, "backend")
