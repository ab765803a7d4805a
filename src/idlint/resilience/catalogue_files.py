"""Reading `domains/*.yaml`: one catalogue out of the files of several folders, everything checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from idlint.datafiles import check_schema, read_yaml
from idlint.errors import RuleError
from idlint.resilience.catalogue import DEFAULT, REGION, TARGET

_OR = " | "


def compile_catalogue(folders: Sequence[Path]) -> dict[str, Any]:
    """The data of a `Catalogue` as plain JSON; `RuleError` names the file and what is wrong.

    Later folders add to earlier ones: a name may occur once, of domains and of classes each.
    """
    merged: dict[str, Any] = {"domains": {}, "credentials": {}, "issuers": {}, "partitions": {}, "hosts": {}}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        data = _read(path)
        for section, entries in merged.items():
            _merge(path, section, entries, data)
    made = {
        "domains": [{"name": name, **item} for name, item in merged["domains"].items()],
        "credentials": [{"name": name, **item} for name, item in merged["credentials"].items()],
        "issuers": [{"name": name, "matches": item} for name, item in merged["issuers"].items()],
        "partitions": list(merged["partitions"].values()),
        "hosts": merged["hosts"],
    }
    _check_names(merged)
    _check_cycles(merged["domains"])
    return made


def _read(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "domains.schema.json").read_text(encoding="utf-8"))
    check_schema(path, data, schema)
    return dict(data)


def _merge(path: Path, section: str, entries: dict[str, Any], data: Mapping[str, Any]) -> None:
    for name, item in data.get(section, {}).items():
        if name in entries and section != "hosts":
            raise RuleError(f"{path}: `{section}`: `{name}` is defined twice")
        entries[name] = [*entries.get(name, ()), *item] if section == "hosts" else _entry(section, name, item, data)


def _entry(section: str, name: str, item: Any, data: Mapping[str, Any]) -> Any:
    if section == "partitions":
        return {"cloud": data["cloud"], "name": name, "regions": item}
    if section == "credentials":
        needs = {variant: [way for one in ways for way in _spread(one)] for variant, ways in item["needs"].items()}
        return {**item, "cloud": data["cloud"], "needs": needs}
    return item


def _spread(way: Sequence[str]) -> Iterator[list[str]]:
    """A set of needs with `a | b` in it is several sets."""
    yield from map(list, product(*(item.split(_OR) for item in way)))


def _check_names(merged: Mapping[str, Any]) -> None:
    """Every domain that is named is defined."""
    known = merged["domains"]
    for name, item in known.items():
        for cause in item.get("fails_with", ()):
            _check_name(known, f"domains.{name}.fails_with", cause)
    for name, item in merged["credentials"].items():
        for variant, ways in item["needs"].items():
            if not (variant == DEFAULT or _is_variant(variant, merged)):
                raise RuleError(f"credentials.{name}.needs: there is no host, issuer or pipeline `{variant}`")
            for domain in (domain for way in ways for domain in way):
                _check_name(known, f"credentials.{name}.needs.{variant}", domain)
        for host in item.get("beside", {}).get("texts", ()):
            if not _is_variant(host, merged):
                raise RuleError(f"credentials.{name}.beside.texts: there is no host `{host}`")


def _is_variant(name: str, merged: Mapping[str, Any]) -> bool:
    """Groups of hosts and issuers are defined; kinds, pipeline dialects and endpoints are names with underscores."""
    return name in merged["hosts"] or name in merged["issuers"] or "_" in name


def _check_name(known: Mapping[str, Any], where: str, name: str) -> None:
    base, at, _ = name.partition("@")
    if base + (REGION if at else "") not in known:
        raise RuleError(f"{where}: there is no failure domain `{name.replace(TARGET, REGION)}`")


def _check_cycles(domains: Mapping[str, Any]) -> None:
    """`fails_with` is a directed graph without cycles."""
    done: set[str] = set()
    for start in domains:
        _visit(start, (), domains, done)


def _visit(name: str, above: tuple[str, ...], domains: Mapping[str, Any], done: set[str]) -> None:
    if name in above:
        raise RuleError(f"domains: `fails_with` runs in a circle: {' -> '.join((*above, name))}")
    if name not in done:
        for cause in domains[name].get("fails_with", ()):
            base, at, _ = cause.partition("@")
            _visit(base + (REGION if at else ""), (*above, name), domains, done)
        done.add(name)
