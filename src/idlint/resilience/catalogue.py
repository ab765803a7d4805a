"""The catalogue of failure domains and credential classes: what fails with what, and what each class needs.

It is data, `domains/*.yaml`, checked against `schemas/domains.schema.json` when it is read from YAML
(`catalogue_files`) and compiled with the rules to one JSON. Domains are written as templates: `azure/entra@region`
is one domain in every region. Facts have their sources beside them in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from idlint.records import NamedTuple

Alternatives: TypeAlias = tuple[frozenset[str], ...]
"""Ways to a credential, each the set of domains that it needs."""

REGION, TARGET, EVERY = "@region", "@target", "@*"
"""Placeholders: the region of the host, the region of what is signed in to; in an outage, every region."""

UNKNOWN_REGION = "?"
"""The region of what has none that is known, nor an origin that could stand for it."""

_SOMEWHERE = "\0"
"""Stands for the region of a domain while it is left open: no region is called so."""

DEFAULT = "default"
"""The variant of a class where none is named for the host or the issuer."""


class Domain(NamedTuple):
    """Something that fails as one."""

    name: str
    """`azure/entra`, or the template `azure/entra@region`."""
    what: str
    """What it does, for people."""
    sort: str
    """`identity`, `secrets`, `control`, `platform`, `pipeline` or `place` (a region)."""
    fails_with: tuple[str, ...]
    """Domains, or templates in the same region, whose failure fails this one."""
    sources: tuple[str, ...]


class Cache(NamedTuple):
    """How long a running instance goes on with what it was given before, in hours."""

    least: float
    """What the freshest schedule of renewal guarantees: the oldest credential in use lasts no longer."""
    most: float
    """How long the youngest credential in use lasts."""
    text: str


class Issuer(NamedTuple):
    """An issuer of tokens that federated credentials trust."""

    name: str
    """The variant of the federation classes: `github`."""
    matches: tuple[str, ...]
    """Substrings of the issuer's URL, in lower case."""


class Beside(NamedTuple):
    """A second path that can be advised."""

    credential: str
    """Its class, which shows what it would need."""
    text: str
    """How to say so: `a service principal whose …`."""
    texts: Mapping[str, str] = {}
    """Kind or group of hosts -> how to say so there, where nobody has a host of their own."""


class CredentialClass(NamedTuple):
    """One class of credentials, or of what stands beside them in a fault tree (host, provisioning)."""

    name: str
    cloud: str
    title: str
    needs: Mapping[str, tuple[tuple[str, ...], ...]]
    """Variant (a group of hosts, a kind, an issuer, `default`) -> alternatives of templates."""
    cache: Cache | None
    methods: tuple[str, ...]
    """What pipelines call it: the `method` of a sign-in."""
    recovers: str
    """`alone`, `restart` or `by hand`: what brings it back when its domains are back."""
    restores: str
    """The same as advice for people."""
    credential: bool
    """False for what stands in a tree and is no credential: a host, a control plane."""
    beside: Beside | None
    """What can be advised as a second path beside it."""
    sources: tuple[str, ...]


class Partition(NamedTuple):
    """A sovereign part of a cloud, which no public outage fails."""

    cloud: str
    """The public cloud's name, `azure`."""
    name: str
    """What stands in its place in domains: `azure-us`."""
    regions: tuple[str, ...]
    """How the names of its regions begin."""


class Catalogue:
    """All of `domains/*.yaml`, indexed; never changed after it is made."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        """The JSON it was made of."""
        self.domains = {item["name"]: _domain(item) for item in data["domains"]}
        self.classes = {item["name"]: _class(item) for item in data["credentials"]}
        self.issuers = tuple(Issuer(item["name"], tuple(item["matches"])) for item in data["issuers"])
        self.partitions = tuple(
            Partition(item["cloud"], item["name"], tuple(item["regions"])) for item in data["partitions"]
        )
        self.groups: dict[str, str] = {kind: name for name, kinds in data["hosts"].items() for kind in kinds}
        """Kind -> the group of hosts that it belongs to, `metadata`."""
        self.attached: dict[str, str] = {
            kind: item["name"] for item in data["credentials"] for kind in item.get("attached", ())
        }
        """Kind -> the class of the identity that is attached to it, where that is no managed identity."""
        self.closed = lru_cache(maxsize=100_000)(self._closed)
        self.causes = lru_cache(maxsize=100_000)(self._causes)
        self._ways = lru_cache(maxsize=100_000)(self._made_ways)

    @cached_property
    def credentials(self) -> frozenset[str]:
        """The names of the classes that are credentials."""
        return frozenset(name for name, item in self.classes.items() if item.credential)

    @cached_property
    def by_method(self) -> dict[tuple[str, str], CredentialClass]:
        """(cloud, method of a sign-in) -> class."""
        return {(item.cloud, method): item for item in self.classes.values() for method in item.methods}

    def needs(self, name: str, variants: Iterable[str], region: str, target: str = UNKNOWN_REGION) -> Alternatives:
        """The ways to a credential of class `name` for a host in `region`, for something in the region `target`.

        The first of `variants` that the class has decides, else `default`; a host's kind has its group's variant
        after its own. KeyError where there is no such class.
        """
        return self._ways(name, tuple(variants), region, target)

    def _made_ways(self, name: str, variants: Sequence[str], region: str, target: str) -> Alternatives:
        needs = self.classes[name].needs
        tried = [item for variant in variants for item in (variant, self.groups.get(variant, ""))]
        found = next((needs[item] for item in tried if item in needs), needs.get(DEFAULT, ()))
        return tuple(frozenset(self.domain(template, region, target) for template in way) for way in found)

    def advice(self, beside: Beside, kind: str) -> str:
        """How to say it of a host of that kind."""
        return beside.texts.get(kind) or beside.texts.get(self.groups.get(kind, "")) or beside.text

    def domain(self, template: str, region: str, target: str = UNKNOWN_REGION) -> str:
        """A template's domain, in the sovereign cloud that the region belongs to, if any."""
        base, _, placeholder = template.partition("@")
        where = {"region": region, "target": target}.get(placeholder, placeholder)
        base = self.partitioned(base, region)
        return f"{base}@{where}" if placeholder else base

    def partitioned(self, base: str, region: str) -> str:
        """`azure/entra` in the cloud of `region`: `azure-us/entra` for `usgovvirginia`."""
        cloud, _, rest = base.partition("/")
        for part in self.partitions:
            if part.cloud == cloud and region.startswith(part.regions):
                return f"{part.name}/{rest}"
        return base

    def template(self, name: str) -> Domain | None:
        """What a concrete domain is one of, sovereign or not; None where the catalogue does not have it."""
        base, at, _ = name.partition("@")
        cloud, _, rest = base.partition("/")
        public = next((part.cloud for part in self.partitions if part.name == cloud), cloud)
        return self.domains.get(f"{public}/{rest}" + (REGION if at else ""))

    def _closed(self, domains: frozenset[str]) -> frozenset[str]:
        """`domains` with everything whose failure fails one of them (`fails_with`), so that common causes show."""
        closed = set(domains)
        for name in domains:
            base, at, region = name.partition("@")
            around = self._around[base + at]
            if around:
                closed.update([above + region if above[-1] == "@" else above for above in around])
        return frozenset(closed)

    @cached_property
    def _around(self) -> Mapping[str, tuple[str, ...]]:
        """`azure/key-vault@` -> what fails with it: `azure/region@`, in the same region."""
        return _Above(self.causes)

    def _causes(self, name: str) -> Sequence[str]:
        """The domains whose failure fails `name` at once."""
        found = self.template(name)
        base, _, region = name.partition("@")
        cloud = base.partition("/")[0]
        public = "" if found is None else found.name.partition("/")[0]
        return [
            self.domain(cause, region).replace(f"{public}/", f"{cloud}/", 1)
            for cause in (found.fails_with if found else ())
        ]

    def issuer(self, url: str) -> str:
        """The variant that a token issuer's URL stands for; empty where it is none that the catalogue knows."""
        written = url.lower()
        return next((item.name for item in self.issuers if any(part in written for part in item.matches)), "")

    def sort(self, name: str) -> str:
        """The sort of a concrete domain; empty where the catalogue does not have it."""
        found = self.template(name)
        return found.sort if found else ""


class _Above(dict[str, tuple[str, ...]]):
    """What fails with a domain whose region is left open, worked out once for each sort of domain."""

    def __init__(self, causes: Callable[[str], Sequence[str]]) -> None:
        super().__init__()
        self._causes = causes

    def __missing__(self, base: str) -> tuple[str, ...]:
        start = base + _SOMEWHERE if base.endswith("@") else base
        found, waiting = dict[str, None](), [start]
        while waiting:
            for cause in self._causes(waiting.pop()):
                if cause not in found and cause != start:
                    found[cause] = None
                    waiting.append(cause)
        self[base] = tuple(name.removesuffix(_SOMEWHERE) for name in found)
        return self[base]


def empty() -> Catalogue:
    """A catalogue without anything in it."""
    return Catalogue({"domains": [], "credentials": [], "issuers": [], "partitions": [], "hosts": {}})


def has_unknown_region(name: str) -> bool:
    """Whether a domain's region is an origin, or nothing is known of it."""
    region = name.partition("@")[2]
    return region == UNKNOWN_REGION or "${" in region


def _domain(data: Mapping[str, Any]) -> Domain:
    lists = (tuple(data.get("fails_with", ())), tuple(data.get("sources", ())))
    return Domain(data["name"], data["what"], data["sort"], *lists)


def _beside(data: Mapping[str, Any]) -> Beside:
    return Beside(data["class"], data["text"], data.get("texts", {}))


def _class(data: Mapping[str, Any]) -> CredentialClass:
    needs = {name: tuple(tuple(way) for way in ways) for name, ways in data["needs"].items()}
    cache = data.get("cache")
    return CredentialClass(
        data["name"],
        data["cloud"],
        data["title"],
        needs,
        Cache(cache["least"], cache["most"], cache["text"]) if cache else None,
        tuple(data.get("methods", ())),
        data["recovers"],
        data["restores"],
        data.get("credential", True),
        _beside(data["beside"]) if "beside" in data else None,
        tuple(data.get("sources", ())),
    )
