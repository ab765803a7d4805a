"""The values of parameter files: `.bicepparam` with `using` and `extends`, and ARM's JSON form."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from idlint.document import Invocation, Problem
from idlint.errors import SourceError
from idlint.languages.arm.deployments import evaluated
from idlint.languages.arm.expressions import Node, Parameter
from idlint.languages.arm.model import Template
from idlint.languages.arm.scope import Bound, plain
from idlint.languages.bicep.library import Library
from idlint.source import Span
from idlint.values import Origin, Sensitive, Unknown, Value

_MAX_EXTENDS = 20


def arguments(library: Library, template: Template, invocation: Invocation) -> dict[str, Bound]:
    """What one invocation passes to `template`, by lower-case parameter name; later files win, variables win last.

    A name that the template does not declare is a problem at the file that gives it.
    """
    found: dict[str, Bound] = {}
    for path in invocation.var_files:
        values = read(library, path)
        _check(library, template, path, values)
        found |= {name.lower(): plain(value) for name, value in values.items()}
    return found | {name.lower(): plain(value) for name, value in invocation.variables.items()}


def _check(library: Library, template: Template, path: str, names: Iterable[str]) -> None:
    unknown = sorted(name for name in names if name.lower() not in template.parameters)
    if unknown:
        message = f"expected parameters of `{template.path}`, found `{unknown[0][:80]}`, which it does not declare"
        library.report(Problem(Span(library.tree.resolve(path) or path, 0, 0), message))


def read(library: Library, path: str) -> dict[str, Value]:
    """The values that a parameter file gives, by name as written."""
    return _read_json(library, path) if path.endswith((".json", ".jsonc")) else _read_bicep(library, path, 0)


def _read_bicep(library: Library, path: str, depth: int) -> dict[str, Value]:
    program, template = library.program(path), library.template(path)
    if program is None or template is None:
        return {}
    base: dict[str, Value] = {}
    if program.extends is not None and depth < _MAX_EXTENDS:
        source, span = program.extends
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
        if library.tree.is_file(target):
            base = _read_bicep(library, target, depth + 1)
        else:
            library.report(Problem(span, f"expected a parameter file, found nothing at `{source[:200]}`"))
    nodes: dict[str, Node] = {item.name: Parameter(item.name) for item in template.parameters.values()}
    return base | evaluated(template, nodes)


def _read_json(library: Library, path: str) -> dict[str, Value]:
    span = Span(library.tree.resolve(path) or path, 0, 0)
    try:
        data = json.loads(library.tree.read(path).text, parse_float=Decimal)
    except SourceError as error:
        library.report(Problem(span, f"expected a readable file: it {error.message}"))
        return {}
    except (ValueError, RecursionError):
        library.report(Problem(span, "expected a parameter file: it is not JSON"))
        return {}
    table = data.get("parameters") if isinstance(data, dict) else None
    if not isinstance(table, dict):
        library.report(Problem(span, "expected a parameter file: an object with `parameters`"))
        return {}
    return {name: _value(name, entry) for name, entry in table.items()}


def _value(name: str, entry: Any) -> Value:
    """One entry: `{"value": …}`, or a reference to a secret of a Key Vault."""
    if not isinstance(entry, Mapping):
        return Unknown("parameter without a value", Origin(f"parameters.{name}"))
    if "value" in entry or "reference" not in entry:
        found: Value = entry.get("value")
        return found
    return Sensitive(Unknown("secret of a key vault", _secret(entry["reference"])))


def _secret(reference: Any) -> Origin | None:
    """The identity of the secret that a reference names."""
    vault = reference.get("keyVault") if isinstance(reference, Mapping) else None
    if not isinstance(vault, Mapping) or not isinstance(vault.get("id"), str):
        return None
    return Origin(vault["id"], ("secrets", str(reference.get("secretName", ""))))
