"""Which `.bicep` files are deployed on their own, and with which parameter files."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from idlint.document import Invocation, Unit
from idlint.errors import SourceError
from idlint.languages.applied import is_bicep, of_template
from idlint.languages.arm.pairing import FOLDERS
from idlint.languages.arm.parameters import read_parameter_file
from idlint.settings import Settings
from idlint.source import SourceTree, Span

_CALL = re.compile(rb"^[ \t]*(?:module|test)[ \t]+\w+[ \t]+'([^'$\r\n]+)'", re.MULTILINE)
_IMPORT = re.compile(rb"^import\b[^'\r\n]*(?:\{[^}']*\})?[^'\r\n]*'([^'$\r\n]+)'", re.MULTILINE)
_PARAM = re.compile(rb"^[ \t]*param[ \t]+(\w+)", re.MULTILINE)
_USING = re.compile(rb"^[ \t]*using[ \t]+'([^'\r\n]+)'", re.MULTILINE)
_EXTENDS = re.compile(rb"^[ \t]*extends[ \t]+'([^'\r\n]+)'", re.MULTILINE)
_USING_NONE = re.compile(rb"^[ \t]*using[ \t]+none\b", re.MULTILINE)
_DEPLOYS = re.compile(rb"^[ \t]*(?:resource|module)[ \t]+\w+[ \t]+'", re.MULTILINE)
_PARAMETERS_SCHEMA = b"deploymentParameters.json"
_WORD_ENDS = re.compile(r"[._-]")
_HEAD = 4096
_PLAIN_WORDS = frozenset({"parameters", "params", "param", "parameter", "bicep", ""})
"""Words in a parameter file's name that name no environment."""


def units(tree: SourceTree, files: Iterable[str], invocations: Iterable[Invocation], settings: Settings) -> list[Unit]:
    """The templates to evaluate, by path: those that are applied, and those that no other file calls."""
    files = sorted(files)
    templates = [path for path in files if path.endswith(".bicep")]
    contents = {path: _bytes(tree, path) for path in templates}
    applied = _applied(tree, files, invocations, settings)
    calls = {path: set(_targets(tree, path, data)) for path, data in contents.items()}
    called = set[str]().union(*calls.values())
    roots = [path for path in templates if path in applied or path not in called]
    found = [
        Unit("bicep", path, "template", (path,), tuple(applied.get(path, ())), len(contents[path]))
        for path in sorted([*roots, *_only_in_circles(calls, roots)])
    ]
    return [*found, *_compiled(tree, applied), *_without_template(tree, files, applied)]


def _only_in_circles(calls: Mapping[str, set[str]], roots: list[str]) -> Iterator[str]:
    """One of each circle of files that call each other and that nothing else reaches."""
    reached: set[str] = set()
    for root in [*roots, *calls]:
        if root not in reached and root not in roots:
            yield root
        waiting = [root]
        while waiting:
            path = waiting.pop()
            if path not in reached:
                reached.add(path)
                waiting += calls.get(path, ())


def _compiled(tree: SourceTree, applied: Mapping[str, list[Invocation]]) -> Iterator[Unit]:
    """The JSON templates that `.bicepparam` files apply."""
    for path, invocations in sorted(applied.items()):
        if path.endswith(".json") and tree.is_file(path):
            yield Unit("bicep", path, "template", (path,), tuple(invocations), len(_bytes(tree, path)))


def _without_template(tree: SourceTree, files: list[str], applied: Mapping[str, list[Invocation]]) -> Iterator[Unit]:
    """The `.bicepparam` files whose template is not here; each is a unit, so that it is not dropped silently.

    One that is for no template (`using none`) is a unit where no other extends it.
    """
    contents = {path: _bytes(tree, path) for path in files if path.endswith(".bicepparam")}
    extended = {_relative(tree, path, name) for path, data in contents.items() for name in _named_by(_EXTENDS, data)}
    for path, data in contents.items():
        using = next(iter(_named_by(_USING, data)), None)
        target = _template(tree, path, using) if using is not None else None
        is_base = path in extended and _USING_NONE.search(data) is not None
        is_placeholder = using is not None and "{{" in using
        if not (is_base or is_placeholder or (target in applied and tree.is_file(target or ""))):
            yield Unit("bicep", path, "template", (path,), (), len(data))


def _named_by(pattern: re.Pattern[bytes], data: bytes) -> Iterator[str]:
    return (found[1].decode("utf-8", "replace") for found in pattern.finditer(data))


def _template(tree: SourceTree, path: str, source: str) -> str | None:
    """The template that the parameter file at `path` is for: of a compiled one and its `.bicep`, the latter."""
    target = _relative(tree, path, source)
    if target is not None and target.endswith(".json"):
        written = target.removesuffix(".json") + ".bicep"
        return written if tree.is_file(written) else target
    return target


def _bytes(tree: SourceTree, path: str) -> bytes:
    """The content of a file; what cannot be read is said when the unit is loaded."""
    try:
        return tree.read_bytes(path)
    except SourceError:
        return b""


def _targets(tree: SourceTree, path: str, data: bytes) -> Iterator[str]:
    """The local files that one file calls as modules, or imports from without deploying anything themselves."""
    for pattern in (_CALL, _IMPORT):
        for found in pattern.finditer(data):
            source = found[1].decode("utf-8", "replace")
            target = _relative(tree, path, source)
            if target is None or target == path:
                continue
            if pattern is _CALL or not _DEPLOYS.search(_bytes(tree, target)):
                yield target


def _relative(tree: SourceTree, path: str, source: str) -> str | None:
    """The real path of the local file `source` seen from `path`; None for a registry reference."""
    if source.startswith(("br:", "br/", "ts:", "ts/")):
        return None
    return tree.resolve(posixpath.join(posixpath.dirname(path), source))


def _applied(
    tree: SourceTree, files: list[str], invocations: Iterable[Invocation], settings: Settings
) -> dict[str, list[Invocation]]:
    """Template -> how it is applied: what pipelines and the configuration say, then the parameter files beside it."""
    stated = _by_template(tree, invocations)
    configured = _by_template(tree, _configured(settings))
    suggested = {target: _named(target, paths) for target, paths in _parameter_files(tree, files).items()}
    found = {
        target: of_template(
            stated.get(target, ()), configured.get(target, ()), suggested.get(target, ()), partial(_real, tree)
        )
        for target in (*stated, *configured, *suggested)
    }
    return {target: items for target, items in found.items() if items}


def _by_template(tree: SourceTree, invocations: Iterable[Invocation]) -> dict[str, list[Invocation]]:
    found: dict[str, list[Invocation]] = {}
    for item in invocations:
        target = _real(tree, item.directory)
        if is_bicep(target, item):
            found.setdefault(target, []).append(item)
    return found


def _real(tree: SourceTree, path: str) -> str:
    return tree.resolve(path) or path


def _configured(settings: Settings) -> Iterator[Invocation]:
    for item in settings.sets:
        if item.root.endswith(".bicep"):
            yield Invocation(item.root, item.name, item.var_files, workspace=item.workspace)


def _parameter_files(tree: SourceTree, files: list[str]) -> dict[str, list[str]]:
    """Template -> its parameter files, by `using` or by name; of one in both forms, the `.bicepparam`."""
    found: dict[str, list[str]] = {}
    stems = _stems(files)
    present = set(files)
    for path in files:
        target = None
        if path.endswith(".bicepparam"):
            using = next(iter(_named_by(_USING, _bytes(tree, path))), None)
            target = _template(tree, path, using) if using is not None else None
        elif path.endswith(".json") and (_is_inside(path) or "param" in posixpath.basename(path).lower()):
            target = _template_of(path, stems)
            if target is not None and (_is_compiled_of(tree, path, present) or not _is_for(tree, path, target)):
                target = None
        if target is not None and target.endswith((".bicep", ".json")):
            found.setdefault(target, []).append(path)
    return found


def _is_compiled_of(tree: SourceTree, path: str, present: set[str]) -> bool:
    """Whether a JSON parameter file passes what the `.bicepparam` file of its name beside it passes."""
    source = path.removesuffix(".json") + ".bicepparam"
    if source not in present:
        return False
    assigned = {found[1].decode().lower() for found in _PARAM.finditer(_bytes(tree, source))}
    return read_parameter_file(tree, path).places.keys() == assigned


def _stems(files: list[str]) -> dict[str, list[str]]:
    """Folder -> the names of its `.bicep` files, without their ending."""
    found: dict[str, list[str]] = {}
    for path in files:
        folder, name = posixpath.split(path)
        if name.endswith(".bicep"):
            found.setdefault(folder, []).append(name.removesuffix(".bicep"))
    return found


def _is_inside(path: str) -> bool:
    """Whether a file is in a folder of parameters, beside the template that they are for."""
    return posixpath.basename(posixpath.dirname(path)).lower() in FOLDERS


def _template_of(path: str, stems: Mapping[str, list[str]]) -> str | None:
    """The template that a JSON parameter file is for: the one it is named after, else the folder's `main.bicep`.

    A folder of parameters counts as the one that it is in. `stems`: folder -> names of its templates.
    """
    folder, name = posixpath.split(path)
    for where in (folder, posixpath.dirname(folder)) if _is_inside(path) else (folder,):
        beside = stems.get(where, [])
        found = max(_namesakes(name, beside), key=len, default="main" if "main" in beside else "")
        if found:
            return posixpath.join(where, f"{found}.bicep")
    return None


def _namesakes(name: str, stems: Iterable[str]) -> Iterator[str]:
    """The templates all of whose words occur in a parameter file's name, which begins as theirs."""
    words = set(_WORD_ENDS.split(name))
    whole = re.split(r"[._-]param", name, maxsplit=1, flags=re.IGNORECASE)[0]
    for stem in stems:
        if stem.startswith((whole, whole.split(".")[0])) and words.issuperset(_WORD_ENDS.split(stem)):
            yield stem


def _is_for(tree: SourceTree, path: str, target: str) -> bool:
    """Whether a JSON file is a parameter file for the template `target`.

    One that does not carry its name, or is not beside it, is where the template declares most of what it passes.
    """
    if _PARAMETERS_SCHEMA not in _bytes(tree, path)[:_HEAD]:
        return False
    (folder, name), (beside, base) = posixpath.split(path), posixpath.split(target)
    if folder == beside and name.startswith(base.removesuffix(".bicep")):
        return True
    passed = read_parameter_file(tree, path).places.keys()
    declared = {found[1].decode().lower() for found in _PARAM.finditer(_bytes(tree, target))}
    return 2 * len(passed & declared) >= len(passed)


def _named(target: str, paths: list[str]) -> list[Invocation]:
    """One variable set a parameter file; where two would have one name, the folder's name tells them apart."""
    names = {path: set_name(target, path) for path in paths}
    used = Counter(names.values())
    for path, name in names.items():
        if used[name] > 1:
            folder = posixpath.basename(posixpath.dirname(path))
            names[path] = "-".join(part for part in (folder, name) if part)
    return [Invocation(target, name, (path,), span=Span(path, 0, 0)) for path, name in names.items()]


def set_name(target: str, path: str) -> str:
    """The environment in a parameter file's name: `prod` for `main.prod.bicepparam` or `main.parameters.prod.json`."""
    stem = posixpath.basename(path).rsplit(".", 1)[0]
    template = posixpath.basename(target).removesuffix(".bicep").removesuffix(".json")
    for separator in (".", "-", "_"):
        stem = stem.removeprefix(template + separator)
    if stem == template:
        return ""
    words = [word for word in re.split(r"\.", stem) if word.lower() not in _PLAIN_WORDS]
    name = ".".join(words)
    return re.sub(r"^(?:parameters|params|param)[-_]|[-_](?:parameters|params|param)$", "", name, flags=re.IGNORECASE)
