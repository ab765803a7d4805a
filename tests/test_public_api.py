"""What `import idlint` promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

import idlint


def test_the_names_are_sorted_and_complete() -> None:
    assert list(idlint.__all__) == sorted(idlint.__all__)
    homes = {name for names in idlint._HOMES.values() for name in names}
    assert homes == set(idlint.__all__)


@pytest.mark.parametrize("name", idlint.__all__)
def test_every_name_resolves_and_says_what_it_is(name: str) -> None:
    assert getattr(idlint, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'chek'"):
        _ = idlint.chek


def test_importing_the_package_or_the_pytest_plugin_loads_nothing_else() -> None:
    code = "import sys, idlint.pytest_plugin; print(*sorted(m for m in sys.modules if m.startswith('idlint')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["idlint", "idlint.pytest_plugin"]
