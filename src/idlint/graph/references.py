"""What a value refers to: the ways in which an id, a host name, a plain name or an origin mentions a resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeAlias

from idlint.fuel import MAX_DEPTH
from idlint.graph.kinds import TypeEntry, Vocabulary
from idlint.graph.resources import Key
from idlint.records import NamedTuple
from idlint.values import Missing, Origin, Unknown, Value, reveal, text

MAX_TEXT = 4_096
"""Longer texts are not searched for ids and host names."""

_OPEN, _CLOSE = "\x01", "\x02"
MAX_PIECES = 500
"""Further pieces of a text are not looked at."""

_DEPTH = 8
"""How deeply ARM types nest, with room to spare."""

_ENDS = frozenset(" \t\r\n;,\"'()?&#")
_SUFFIXES = {
    "keyvaultdns": ".vault.azure.net", "sqlserverhostname": ".database.windows.net", "storage": "core.windows.net",
    "acrloginserver": ".azurecr.io",
}  # fmt: skip
"""What ARM's `environment().suffixes` are in the public cloud, to recognise a host name by."""

_PLATFORM = "environment()"
"""The origin of what ARM knows of the cloud that it runs in."""

_CHANGING = ("each.key", "each.value", "count.index")
_NAMED = {"vaultname=": "key_vault", "accountname=": "storage_account"}


NameKey: TypeAlias = str | Origin | tuple["NameKey", ...]
"""What two equal names have in common: the lower-case text, the origin, or the pieces of either."""


class Mention(NamedTuple):
    """One way in which a value names a resource, not looked up yet."""

    how: str
    """Printable: `its id`, `its host name`, `its name`; empty for an origin."""
    origin: Origin | None = None
    kinds: frozenset[str] = frozenset()
    name: NameKey | None = None


class Names(NamedTuple):
    """What the vocabulary says about names: needed to find mentions, the same for every deployment."""

    hosts: Mapping[str, frozenset[str]]
    """`.vault.azure.net` -> kinds."""
    arm: Mapping[str, tuple[TypeEntry, ...]]
    """ARM type in lower case -> the kinds it may be."""


def names_of(vocabulary: Vocabulary) -> Names:
    """Host name endings and ARM types of all kinds."""
    hosts = {f".{host}": frozenset(kinds) for host, kinds in vocabulary.data["hosts"].items()}
    return Names(hosts, vocabulary.arm)


def mentions(value: Value | Missing, names: Names, to: Iterable[str] = ()) -> Iterator[Mention]:
    """Every mention in `value`, the most certain first; `to` are the kinds that a bare name may be of."""
    value = None if isinstance(value, Missing) else reveal(value)
    if isinstance(value, Unknown) and value.origin is not None:
        yield Mention("", value.origin)
        if value.known is None and value.origin.address != _PLATFORM:  # as most: there is no text to look into
            if to:
                yield Mention("its name", value.origin, frozenset(to), _key_of([value]))
            return
    pieces = list(islice(_pieces(value), MAX_PIECES))
    unknown = [piece for piece in pieces if isinstance(piece, Unknown)]
    marked = _marked(pieces)
    if len(marked) <= MAX_TEXT:
        yield from _in_text(marked, unknown, names, frozenset(to))
    for piece in unknown:
        if piece.origin is not None and piece is not value:
            yield Mention("", piece.origin)


def _pieces(value: Value, depth: int = 0) -> Iterator[str | Unknown]:
    """The pieces of a text; lazily, because shared pieces can make a text of exponential length."""
    match value:
        case str():
            yield value
        case Unknown(known=tuple() as known) if depth < MAX_DEPTH:
            for piece in known:
                yield from _pieces(reveal(piece), depth + 1)
        case Unknown(origin=Origin(address=address, path=path)) if address == _PLATFORM and path:
            yield _SUFFIXES.get(str(path[-1]).lower(), value)
        case Unknown():
            yield value


def plain(value: Value | Missing) -> str:
    """The text of a value, as far as anybody looks at it; empty where nothing is written."""
    if type(value) is str:
        return value[:MAX_TEXT]
    match value:
        case Missing():
            return ""
        case Unknown(known=tuple()):
            return "".join(map(_piece_text, islice(_pieces(value), MAX_PIECES)))[:MAX_TEXT]
    return text(value)[:MAX_TEXT]


def _piece_text(piece: str | Unknown) -> str:
    if isinstance(piece, str):
        return piece
    return f"${{{piece.origin}}}" if piece.origin else "${…}"


def _marked(pieces: Iterable[str | Unknown]) -> str:
    """The text with a numbered mark in place of every unknown piece."""
    marked, number = [], 0
    for piece in pieces:
        if isinstance(piece, str):
            marked.append(piece.replace(_OPEN, "").replace(_CLOSE, ""))
        else:
            marked.append(f"{_OPEN}{number}{_CLOSE}")
            number += 1
    return "".join(marked)


def _in_text(text: str, unknown: list[Unknown], names: Names, to: frozenset[str]) -> Iterator[Mention]:
    lower = text.lower()
    if "/providers/" in lower:
        yield from _ids(text, lower, unknown, names)
    elif "/resourcegroups/" in lower:
        name = _until_end(text[lower.rfind("/resourcegroups/") + len("/resourcegroups/") :])
        yield from _mention("its id", frozenset({"resource_group"}), name.partition("/")[0], unknown)
    if "." in lower:
        yield from _hosts(text, lower, unknown, names)
    for word, kind in _NAMED.items():
        at = lower.find(word)
        if at >= 0:
            yield from _mention("its name", frozenset({kind}), _until_end(text[at + len(word) :]), unknown)
    if to and text and not any(sign in text for sign in "/:= "):
        yield from _mention("its name", to, text, unknown)


def _ids(text: str, lower: str, unknown: list[Unknown], names: Names) -> Iterator[Mention]:
    """The innermost resource of a known type in every resource id."""
    at = lower.find("/providers/")
    while at >= 0:
        space, *pairs = _until_end(text[at + len("/providers/") :]).split("/")
        for length in range(min(len(pairs) // 2, _DEPTH), 0, -1):
            type = "/".join([space, *pairs[: 2 * length : 2]]).lower()
            if type in names.arm:
                kinds = frozenset(entry.kind for entry in names.arm[type])
                yield from _mention("its id", kinds, pairs[2 * length - 1], unknown)
                break
        at = lower.find("/providers/", at + 1)


def _hosts(text: str, lower: str, unknown: list[Unknown], names: Names) -> Iterator[Mention]:
    for host, kinds in names.hosts.items():
        at = lower.find(host)
        if at > 0:
            yield from _mention("its host name", kinds, _label_before(text, at), unknown)


def _label_before(text: str, end: int) -> str:
    start = end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in f"-_{_OPEN}{_CLOSE}"):
        start -= 1
    return text[start:end]


def _until_end(text: str) -> str:
    return text[: next((at for at, letter in enumerate(text) if letter in _ENDS), len(text))]


def _mention(how: str, kinds: frozenset[str], name: str, unknown: list[Unknown]) -> Iterator[Mention]:
    """The mention of `name`; where it is one unknown piece, of whatever that piece comes from, too."""
    parts = [part for part in _split(name, unknown) if part != ""]
    if not parts:
        return
    origin = parts[0].origin if len(parts) == 1 and isinstance(parts[0], Unknown) else None
    key = _key_of(parts)
    if key is not None or origin is not None:
        yield Mention(how, origin, kinds, key)


def _split(name: str, unknown: list[Unknown]) -> Iterator[str | Unknown]:
    for number, part in enumerate(name.replace(_CLOSE, _OPEN).split(_OPEN)):
        yield unknown[int(part)] if number % 2 else part


def name_key(value: Value | Missing) -> NameKey | None:
    """What a resource's name is found by; None where it is not known well enough to equal another one."""
    if type(value) is str:
        return value.lower()
    return None if isinstance(value, Missing) else _key_of(list(islice(_pieces(reveal(value)), MAX_PIECES)))


def _key_of(parts: list[str | Unknown]) -> NameKey | None:
    """The key of a name in pieces; pieces that differ from instance to instance have none."""
    keys: list[NameKey] = []
    for part in parts:
        if isinstance(part, str):
            keys.append(part.lower())
        elif part.origin is not None and not part.origin.address.endswith(_CHANGING):
            keys.append(part.origin)
        else:
            return None
    return keys[0] if len(keys) == 1 else tuple(keys) or None


class Index:
    """Resources by address and by (kind, name), in one deployment or in one environment."""

    def __init__(self) -> None:
        self.addresses: dict[str, Key] = {}
        self._bases: dict[str, list[Key]] = defaultdict(list)
        self._names: dict[tuple[str, NameKey], list[Key]] = defaultdict(list)

    def add(self, key: Key) -> None:
        """Make a resource known by its address."""
        self.addresses[key.address] = key
        self._bases[base_of(key.address)].append(key)

    def add_name(self, key: Key, kind: str, name: NameKey | None) -> None:
        """Make a resource known by its name, if that is known."""
        if name is not None:
            self._names[kind, name].append(key)

    def with_names(self, names: Iterable[tuple[Key, str, NameKey]]) -> Index:
        """An index that knows these resources by kind and name too."""
        more = Index()
        more.addresses, more._bases, more._names = self.addresses, self._bases, self._names.copy()
        for key, kind, name in names:
            more._names[kind, name] = [*more._names.get((kind, name), ()), key]
        return more

    def knows_name(self, kind: str, name: NameKey | None) -> bool:
        """Whether a resource of the kind has the name."""
        return name is not None and (kind, name) in self._names

    def by_origin(self, origin: Origin) -> Key | None:
        """The resource that an origin belongs to; of several instances only a certain one."""
        found = self.addresses.get(origin.address)
        if found is not None or origin.address not in self._bases:
            return found
        step = origin.path[0] if origin.path else None
        label = f'"{step}"' if isinstance(step, str) else str(step)
        found = self.addresses.get(f"{origin.address}[{label}]")
        instances = self._bases[origin.address]
        return found or (instances[0] if len(instances) == 1 else None)

    def by_base(self, address: str) -> list[Key]:
        """Every instance of the block at `address`, which has no instance key."""
        found = self.addresses.get(address)
        return [found] if found is not None else self._bases.get(address, [])

    def by_name(self, kinds: Iterable[str], name: NameKey) -> Key | None:
        """The only resource of one of these kinds that has the name."""
        found = [key for kind in sorted(kinds) for key in self._names.get((kind, name), ())]
        return found[0] if len(found) == 1 else None

    def find(self, mention: Mention) -> Key | None:
        """The resource that is mentioned."""
        found = self.by_origin(mention.origin) if mention.origin is not None else None
        if found is None and mention.name is not None:
            found = self.by_name(mention.kinds, mention.name)
        return found


def base_of(address: str) -> str:
    """The address without its last instance key."""
    return address[: address.rfind("[")] if address.endswith("]") else address
