"""The house rules that a script can see: imports go one way, functions stay small, every module says its job."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "idlint"

LAYERS = (
    {"errors", "version", "records", "room", "digests", "ondemand"},
    {"source", "cache", "forks"},
    {"values", "pointers"},
    {"fuel", "directives", "tables", "datafiles", "json_pieces"},
    {"document", "settings"},
    {"discovery", "history"},
    {"repository", "former"},
    {"languages"},
    {"graph"},
    {"resilience"},
    {"policy"},
    {"report"},
    {"hookspecs"},
    {"builtins"},
    {"plugins"},
    {"lookahead"},
    {"workers"},
    {"reporting"},
    {"api"},
    {"studies", "since", "risks"},
    {"testing"},
    {"pytest_items", "pytest_fixture"},
    {"adoption"},
    {"cli"},
    {"", "pytest_plugin", "__main__"},
)
"""Each module or package imports from earlier rows only, or from itself. `""` is the package's own façade."""

LANGUAGE_IMPORTS = {("bicep", "arm")}
"""The one language that may import another: Bicep lowers to the ARM model."""

MAX_FUNCTION_LINES = 45


def modules() -> dict[str, ast.Module]:
    """Every module of the package, by its name below `idlint`."""
    found = {}
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def own_imports(name: str) -> Iterator[str]:
    """The modules of ours that `name` imports: anywhere in it, under TYPE_CHECKING and inside functions too."""
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Import):
            yield from (target for alias in node.names if (target := below(alias.name)) is not None)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            base = below(node.module or "")
            if base is not None:
                for alias in node.names:
                    inner = f"{base}.{alias.name}".lstrip(".")
                    yield inner if inner in MODULES else base


def below(dotted: str) -> str | None:
    if dotted == "idlint":
        return ""
    return dotted.removeprefix("idlint.") if dotted.startswith("idlint.") else None


def layer(name: str) -> int:
    top = name.split(".", maxsplit=1)[0]
    return next(number for number, names in enumerate(LAYERS) if top in names)


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    top = name.split(".", maxsplit=1)[0]
    for target in own_imports(name):
        same_room = target.split(".", maxsplit=1)[0] == top and top != ""
        assert same_room or layer(target) < layer(name), f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("languages.")])
def test_no_language_imports_another(name: str) -> None:
    room = name.split(".")[1]
    for target in own_imports(name):
        parts = target.split(".")
        if parts[0] == "languages" and len(parts) > 1 and parts[1] in LANGUAGE_ROOMS:
            assert parts[1] == room or (room, parts[1]) in LANGUAGE_IMPORTS, f"{name} imports {target}"


LANGUAGE_ROOMS = {path.name for path in (SRC / "languages").iterdir() if path.is_dir()}


def test_there_is_no_import_cycle() -> None:
    graph = {name: {target for target in own_imports(name) if target != name} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_its_job_first(name: str) -> None:
    assert ast.get_docstring(MODULES[name]), f"{name} has no docstring"


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


@pytest.mark.parametrize("name", MODULES)
def test_functions_stay_small(name: str) -> None:
    for function in functions(name):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= MAX_FUNCTION_LINES, f"{name}.{function.name} has {lines} lines"


@pytest.mark.parametrize("name", MODULES)
def test_records_are_ours(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.ImportFrom) and node.module == "typing" and name != "records":
            assert "NamedTuple" not in {alias.name for alias in node.names}, f"{name}: import it from idlint.records"


FORBIDDEN_WORDS = ("Manager", "Helper", "Utils", "Base", "Context", "Info")


@pytest.mark.parametrize("name", MODULES)
def test_no_class_has_an_empty_name(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(FORBIDDEN_WORDS), f"{name}.{node.name}"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_swallows_every_exception(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            assert caught not in {"Exception", "BaseException"}, f"{name} line {node.lineno} catches {caught}"
