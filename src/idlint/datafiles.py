"""Data files of rules, kinds, domains and scenarios: YAML, read and held against a published schema."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from idlint.errors import RuleError


def read_yaml(path: Path, loader: Any = None) -> Any:
    """What is in a YAML file, by the safe loader where none is given; `RuleError` in one line, with the place."""
    import yaml

    loader = loader or getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML can be built without libyaml
    try:
        return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - PyYAML's safe loader, or one derived from it
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: is not UTF-8: byte {error.start} cannot be decoded") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise RuleError(f"{where}: {getattr(error, 'problem', None) or error}") from None
    except (ValueError, RecursionError) as error:  # a date that is none; nesting without end
        raise RuleError(f"{path}: {error}") from None


def check_schema(path: Path, data: object, schema: Mapping[str, Any]) -> None:
    """`RuleError` with the file and the key where `data` does not follow `schema`."""
    import jsonschema  # 138 ms, so only where data files are read at all

    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if wrong is not None:
        raise RuleError(f"{path}: `{'.'.join(map(str, wrong.absolute_path))}`: {wrong.message}")
