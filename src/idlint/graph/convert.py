"""The closed list of converters: from what a dialect writes to the canonical form of a property.

A converter takes a written value (never null, never absent) and gives a value, or MISSING where the
text means that there is none. What is unknown stays unknown; what has an unexpected shape becomes
unknown, because a surprise is never evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from idlint.graph.policies import principals
from idlint.json_pieces import parse_pieces
from idlint.values import MISSING, Encoded, Later, Missing, Sensitive, Unknown, Value, from_json, reveal, text

UNEXPECTED: Final = "unexpected value"
_DIGITS: Final = 19
"""Longer numbers are no counts and no seconds."""


def convert(converter: str, value: Value) -> Value | Missing:
    """`value` in the canonical form that the converter of that name makes."""
    if type(value) is str and converter == "string":  # as most are
        return value
    if isinstance(value, Sensitive):
        inner = convert(converter, reveal(value))
        return inner if isinstance(inner, Missing) else Sensitive(inner)
    if converter in _SCALARS:
        value = _single(value)
    if value is None:
        return MISSING
    return CONVERTERS[converter](value)


def _single(value: Value) -> Value:
    """The one element of a list: a filtered path gives a list even where one thing is meant."""
    if not isinstance(value, list):
        return value
    if len(value) > 1:
        return Unknown("several values")
    return reveal(value[0]) if value else None


def _region(value: Value) -> Value | Missing:
    """`West Europe` -> `westeurope`; the empty text and `global` are no regions."""
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, str):
        return Unknown(UNEXPECTED)
    region = "".join(value.split()).lower()
    return MISSING if region in {"", "global"} else region


def _identity_types(value: Value) -> Value | Missing:
    """`SystemAssigned, UserAssigned` in any case and spacing -> a sorted list of the two names."""
    if isinstance(value, Unknown):
        return value
    words = value if isinstance(value, list) else [value]
    if any(isinstance(word, Unknown) for word in words):
        return Unknown("unknown identity type")
    written = ",".join(map(text, words)).lower().replace(" ", "")
    names = {"systemassigned": "SystemAssigned", "userassigned": "UserAssigned"}
    found = {word for word in written.split(",") if word and word != "none"}
    return Unknown(UNEXPECTED) if found - names.keys() else [names[word] for word in sorted(found)]


def _sku_suffix(value: Value) -> Value | Missing:
    """`Standard_RAGRS` or `ragrs` -> `RAGRS`; an empty text, which a placeholder is, names none."""
    if isinstance(value, Unknown):
        return value if value.known is None else Unknown(value.reason)
    if not isinstance(value, str):
        return Unknown(UNEXPECTED)
    return value.rpartition("_")[2].replace("-", "").upper() or MISSING


def _bool(value: Value) -> Value | Missing:
    if isinstance(value, bool | Unknown):
        return value
    return {"true": True, "false": False}.get(text(value).lower(), Unknown(UNEXPECTED))


def _int(value: Value) -> Value | Missing:
    match value:
        case bool():
            return Unknown(UNEXPECTED)
        case int() | Unknown():
            return value
        case Decimal() if value.is_finite() and value.adjusted() < _DIGITS and value == value.to_integral_value():
            return int(value)
        case str() if value.strip().isdecimal() and len(value) < _DIGITS:
            return int(value)
    return Unknown(UNEXPECTED)


def _string(value: Value) -> Value | Missing:
    match value:
        case str() | Unknown():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return text(value)
    return Unknown(UNEXPECTED)


def _script(value: Value) -> Value | Missing:
    """A boot script as text, whether it is written in base 64 or not; of an encoded unknown its known pieces."""
    if isinstance(value, Encoded):
        return value.content
    if not isinstance(value, str) or "\n" in value or " " in value:
        return _string(value)
    from base64 import b64decode  # 1 ms, so only where there is something to decode

    try:
        return b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        return value


def _image(value: Value) -> Value | Missing:
    """`DOCKER|host/name:tag`, as ARM writes a site's image, without its prefix; other runtimes have no image."""
    match value:
        case str():
            return _without_prefix(value)
        case Unknown(known=tuple() as pieces) if pieces and isinstance(pieces[0], str):
            first = _without_prefix(pieces[0])
            kept = () if first == "" else (first,)
            return first if isinstance(first, Missing) else Unknown(value.reason, value.origin, (*kept, *pieces[1:]))
    return value if isinstance(value, Unknown) else Unknown(UNEXPECTED)


def _without_prefix(text: str) -> str | Missing:
    kind, bar, rest = text.partition("|")
    return text if not bar else rest if kind.upper() in {"DOCKER", "SITECONTAINERS"} else MISSING


def _list(value: Value) -> Value | Missing:
    return value if isinstance(value, list | Unknown) else [value]


def _ints(value: Value) -> Value | Missing:
    """A list of numbers, which ARM writes as texts in places; what is none becomes an unknown element."""
    if isinstance(value, Unknown):
        known = value.known if isinstance(value.known, list) else None
        return Unknown(value.reason, value.origin, known and [_element(item) for item in known])
    return [_element(item) for item in (value if isinstance(value, list) else [value])]


def _element(item: Value) -> Value:
    made = convert("int", item)
    return None if isinstance(made, Missing) else made


def _set(value: Value) -> Value | Missing:
    """Distinct texts in order; with unknown elements only those known are certainly contained."""
    if isinstance(value, Unknown):
        return value
    items = [reveal(item) for item in (value if isinstance(value, list) else [value])]
    texts: list[Value] = list(dict.fromkeys(sorted(text(item) for item in items if isinstance(item, str | int))))
    unknown = [item for item in items if isinstance(item, Unknown)]
    return Unknown(unknown[0].reason, known=texts) if unknown else texts


def _map(value: Value) -> Value | Missing:
    """An object, or the JSON text of one; several objects (blocks, containers) are united."""
    match value:
        case str() if value.lstrip().startswith("{"):
            return _parsed(value)
        case Unknown(known=list() as known):
            return _united(known, value)
        case Unknown(known=tuple() as pieces):
            parsed = parse_pieces(pieces)
            return parsed if isinstance(parsed, dict) else value
        case dict() | Unknown():
            return value
        case list():
            return _united(value)
    return Unknown(UNEXPECTED)


def _principals(value: Value) -> Value | Missing:
    """Whom a policy in JSON lets in; an unknown policy lets in nobody knows whom."""
    policy = _map(value)
    return principals(policy) if isinstance(policy, dict) else policy


def _parsed(written: str) -> Value:
    try:
        return from_json(json.loads(written))
    except (ValueError, RecursionError):
        return Unknown(UNEXPECTED)


def _united(objects: Iterable[Value], incomplete: Unknown | None = None) -> Value:
    entries: dict[str, Value] = {}
    for item in map(reveal, objects):
        known = item.known if isinstance(item, Unknown) else item
        if isinstance(known, Mapping):
            entries.update(known)
        if known is not item:
            incomplete = incomplete or (item if isinstance(item, Unknown) else None)
    return entries if incomplete is None else Unknown(incomplete.reason, known=entries)


def _duration(value: Value) -> Value | Missing:
    """Seconds: from a number of seconds, `PT1H30M`, `P1D`, `1h30m` or `240h`."""
    if isinstance(value, Unknown) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        seconds = _seconds(value)
        return Unknown(UNEXPECTED) if seconds is None else seconds
    return _int(value)


def _lifetime(value: Value) -> Value | Missing:
    """Seconds that something is valid: a duration, or a moment so long after the deployment; a date is none."""
    if isinstance(value, Later):
        return value.seconds
    if isinstance(value, str) and not isinstance(_day(value), Unknown):
        return MISSING
    return _duration(value)


_UNITS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def _seconds(written: str) -> int | None:
    if written.isdecimal() and len(written) < _DIGITS:
        return int(written)
    total, digits = 0, ""
    for letter in written.strip().lower():
        if letter.isdecimal():
            digits += letter
        elif digits and letter in _UNITS and len(digits) < _DIGITS:
            total, digits = total + int(digits) * _UNITS[letter], ""
        elif digits or letter not in "pt":
            return None
    return None if digits or not total else total


def _date(value: Value) -> Value | Missing:
    """`2027-06-30T00:00:00Z`, `2027-06-30` or seconds since 1970 -> `2027-06-30`."""
    match value:
        case Unknown():
            return value
        case str():
            return _day(value)
        case int() if not isinstance(value, bool) and 0 <= value < 253_402_300_800:
            return date.fromordinal(date(1970, 1, 1).toordinal() + value // 86_400).isoformat()
    return Unknown(UNEXPECTED)


def _day(written: str) -> Value:
    try:
        return date.fromisoformat(written.strip()[:10]).isoformat()
    except ValueError:
        return Unknown(UNEXPECTED)


_SCALARS = frozenset({"script", "region", "sku_suffix", "bool", "int", "string", "duration", "date", "lifetime"})

CONVERTERS: Mapping[str, Callable[[Value], Value | Missing]] = {
    "region": _region, "identity_types": _identity_types, "sku_suffix": _sku_suffix, "bool": _bool, "int": _int,
    "string": _string, "list": _list, "set": _set, "map": _map, "settings": _map, "duration": _duration,
    "date": _date, "lifetime": _lifetime, "script": _script, "ints": _ints,
    "image": _image, "principals": _principals,
}  # fmt: skip
"""What a kind may name in `convert:`."""
