"""A second opinion: python-hcl2 and our syntax layer see the same blocks and attributes in every file of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hcl2
import pytest

from idlint.languages.terraform.bodies import Body
from idlint.languages.terraform.syntax import parse
from idlint.source import SourceFile

ROOT = Path(__file__).parents[3]
FILES = sorted(path for folder in ("examples", "rules") for path in (ROOT / folder).rglob("*.tf"))


def ours(body: Body) -> list[Any]:
    """The body's structure: attribute names, and (type, labels, structure) of each block, sorted."""
    names = [(name,) for name in body.attributes]
    blocks = [(block.type, *block.labels, *ours(block.body)) for block in body.blocks]
    return sorted([*names, *blocks], key=repr)


def theirs(body: dict[str, Any]) -> list[Any]:
    """The same of python-hcl2's dictionaries, which mark a block's body and nest its labels."""
    found: list[Any] = []
    for name, value in body.items():
        if name.startswith("__"):
            continue
        if isinstance(value, list) and value and all(isinstance(item, dict) and is_block(item) for item in value):
            found += [block(name, item) for item in value]
        else:
            found.append((name.strip('"'),))
    return sorted(found, key=repr)


def is_block(item: dict[str, Any]) -> bool:
    inner = next(iter(item.values()), None)
    return "__is_block__" in item or (isinstance(inner, dict) and is_block(inner))


def block(type_: str, item: dict[str, Any]) -> tuple[Any, ...]:
    labels = []
    while "__is_block__" not in item:
        ((label, item),) = item.items()
        labels.append(label.strip('"'))
    return (type_, *labels, *theirs(item))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_both_see_the_same_structure(path: Path) -> None:
    data = path.read_bytes()
    assert ours(parse(SourceFile(path.name, data)).body) == theirs(hcl2.loads(data.decode()))


def test_there_is_something_to_compare() -> None:
    assert len(FILES) > 50
