from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from idlint.languages.arm.expressions import Call, Literal, Node, Opaque
from idlint.languages.bicep.file_functions import evaluate
from idlint.source import SourceTree, Span

HERE = Span("infra/main.bicep", 0, 1)


def called(root: Path, name: str, *arguments: Any) -> tuple[Node, str] | None:
    nodes = tuple(item if isinstance(item, Call) else Literal(item) for item in arguments)
    found = evaluate(SourceTree(root), "infra", name, nodes, HERE)
    return found and (found[0], found[1].message if found[1] else "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "a.json").write_text('\ufeff{"a": {"b-c": [1, 2.5, null]}}', encoding="utf-8")
    (tmp_path / "a.jsonc").write_text('{\n  // why\n  "a": ["//",], /* and */\n}')
    (tmp_path / "a.yaml").write_text("a: {b: [1, 2.5, 2024-01-01]}\n")
    (tmp_path / "a.txt").write_text("größe\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("loadTextContent", ("../a.txt",), "größe\n"),
        ("loadTextContent", ("../a.txt", "utf-8"), "größe\n"),
        ("loadJsonContent", ("../a.json",), {"a": {"b-c": [1, Decimal("2.5"), None]}}),
        ("loadJsonContent", ("../a.json", "$.a['b-c'][0]"), 1),
        ("loadJsonContent", ("../a.json", ".a.gone.deeper"), None),
        ("loadJsonContent", ("../a.jsonc",), {"a": ["//"]}),
        ("loadYamlContent", ("../a.yaml",), {"a": {"b": [1, Decimal("2.5"), "2024-01-01"]}}),
        ("loadFileAsBase64", ("../a.txt",), "Z3LDtsOfZQo="),
    ],
)
def test_the_content_of_a_file(root: Path, name: str, arguments: tuple[str, ...], value: Any) -> None:
    assert called(root, name, *arguments) == (Literal(value, HERE), "")


def test_other_functions_read_no_file(root: Path) -> None:
    assert called(root, "concat", "a") is None


def test_what_only_the_deployment_knows_is_opaque(root: Path) -> None:
    assert called(root, "readEnvVar", "HOME")
    found = called(root, "readEnvironmentVariable", "HOME", "x")
    assert found is not None
    assert isinstance(found[0], Opaque)


def test_a_path_from_an_expression_is_opaque(root: Path) -> None:
    found = called(root, "loadTextContent", Call("f", ()))
    assert found is not None
    assert isinstance(found[0], Opaque)
    assert not found[1]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("loadTextContent", ("gone.txt",), "does not exist"),
        ("loadTextContent", ("../../x",), "lies outside the repository"),
        ("loadJsonContent", ("../a.txt",), "is not what `loadJsonContent` reads"),
        ("loadJsonContent", ("../a.json", "$..a"), "is not what `loadJsonContent` reads"),
        ("loadYamlContent", ("../bad.yaml",), "is not what `loadYamlContent` reads"),
        ("loadYamlContent", ("../bomb.yaml",), "is not what `loadYamlContent` reads"),
        ("loadJsonContent", ("../deep.json",), "is not what `loadJsonContent` reads"),
    ],
)
def test_what_cannot_be_read_is_a_problem(root: Path, name: str, arguments: tuple[str, ...], message: str) -> None:
    (root / "bad.yaml").write_text("a: [")
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (root / "bomb.yaml").write_text("\n".join(lines))
    (root / "deep.json").write_text("[" * 100_000)
    found = called(root, name, *arguments)
    assert found is not None
    assert isinstance(found[0], Opaque)
    assert found[1].endswith(message)
