"""Loading plugins: everything else receives plain lists and never sees pluggy."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import pluggy

from idlint import builtins, hookspecs
from idlint.errors import PluginError
from idlint.hookspecs import Reporter, RulePack
from idlint.records import NamedTuple

GROUP = "idlint"
"""The entry-point group of third-party plugins."""


class Plugins(NamedTuple):
    """What all plugins contribute."""

    packs: tuple[RulePack, ...]
    reporters: dict[str, Reporter]


def load_plugins(*, entry_points: bool = True) -> Plugins:
    """Ours, then every installed one. `PluginError` names the plugin that is wrong.

    The entry-point scan costs 22-34 ms, so it is skipped where no installed distribution names the group.
    """
    manager = pluggy.PluginManager("idlint")
    manager.add_hookspecs(hookspecs)
    manager.register(builtins, "idlint")
    if entry_points and _any_installed():
        _load_entry_points(manager)
    packs = [pack for found in manager.hook.idlint_rules() for pack in found]
    reporters = [reporter for found in manager.hook.idlint_reporters() for reporter in found]
    return Plugins(tuple(sorted(packs, key=_ours_first)), _by_name(reporters))


def _load_entry_points(manager: pluggy.PluginManager) -> None:
    try:
        manager.load_setuptools_entrypoints(GROUP)
    except (ImportError, AttributeError, SyntaxError, ValueError, TypeError) as error:
        raise PluginError(f"an installed idlint plugin cannot be loaded: {error}") from error


def _any_installed() -> bool:
    """Whether any distribution on the path declares our group: a byte search in the small metadata files."""
    marker = f"[{GROUP}]".encode()
    return any(
        marker in _entry_points(os.path.join(folder, name))
        for folder in sys.path
        for name in _names_in(folder or ".")
        if name.endswith(".dist-info")
    )


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # an archive, or not there
        return []


def _entry_points(distribution: str) -> bytes:
    """What a distribution declares, as it is written; nothing where it declares none."""
    try:
        with open(os.path.join(distribution, "entry_points.txt"), "rb") as declared:  # noqa: PTH123 - of every distribution; a Path takes twice as long
            return declared.read()
    except OSError:
        return b""


def _ours_first(pack: RulePack) -> tuple[bool, str]:
    return pack.name != "idlint", pack.name


def _by_name(reporters: Iterable[Reporter]) -> dict[str, Reporter]:
    found: dict[str, Reporter] = {}
    for reporter in reporters:
        if reporter.name in found:
            raise PluginError(f"two plugins provide the output format `{reporter.name}`")
        found[reporter.name] = reporter
    return found
