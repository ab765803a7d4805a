from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from idlint.languages.terraform import functions
from idlint.languages.terraform.functions.table import HOMES, function


def test_the_table_names_every_function_of_every_module() -> None:
    modules = {
        found.name: import_module(f"{functions.__name__}.{found.name}") for found in iter_modules(functions.__path__)
    }
    having = {(name, home) for home, module in modules.items() for name in getattr(module, "FUNCTIONS", ())}
    assert having == {*HOMES.items()}


def test_a_name_that_no_module_has_is_no_function() -> None:
    assert function("nosuch") is None
