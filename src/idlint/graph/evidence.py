"""What settings say about credentials: which target a workload authenticates to, and by which method.

Evidence is the form of a setting's name (`Orders__fullyQualifiedNamespace`), the form of its value
(`…;AccountKey=…`), the attribute that its value comes from (`….primary_access_key`), or a setting beside it
(`DB_PASSWORD` beside `DB_HOST`). Names as in
https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection
and https://learn.microsoft.com/azure/app-service/app-service-key-vault-references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from idlint.graph.kinds import Kind
from idlint.graph.links import Link, shown
from idlint.graph.part import Item, Part
from idlint.graph.references import plain
from idlint.source import Location
from idlint.values import Missing, Sensitive, Unknown, Value, origins, reveal

_IDENTITY_SUFFIXES = (
    "__accountname", "__blobserviceuri", "__queueserviceuri", "__tableserviceuri", "__serviceuri",
    "__fullyqualifiednamespace", "__accountendpoint", "__endpoint", "__vaulturi",
)  # fmt: skip
_KEYS_IN_TEXT = (
    "accountkey=",
    "sharedaccesskey=",
    "sharedaccesssignature=",
    "password=",
    "pwd=",
    "accesskey=",
    "secret=",
)
_KEYS_IN_NAME = ("access_key", "connection_string", "primary_key", "secondary_key", "sas", "password", "api_key",
                 "instrumentation_key", "primary_master_key", "secondary_master_key", "shared_key")  # fmt: skip
_PLACES_IN_NAME = ("endpoint", "host", "fqdn", "uri", "url", "login_server", "name", "id")
_TARGETS = frozenset({"data_store", "secret_store", "messaging", "ai", "monitoring"})
_REFERENCE = "@microsoft.keyvault("
_PLACE = r"(.+?)(?:host|hostname|server|servername|address|addr|endpoint|url|uri|fqdn|account|accountname|name)"
_PASSWORDS = ("password", "passwd", "pass", "pwd", "key", "apikey", "accesskey", "accountkey")
_BETWEEN = str.maketrans("", "", "_:.-")

LOCAL_KEY, MANAGED_IDENTITY, SERVICE_PRINCIPAL, UNKNOWN = (
    "local-key", "managed-identity", "service-principal", "unknown",
)  # fmt: skip


_READ = frozenset({"settings", "secrets", "host_storage"})
"""The properties that are evidence."""


def has_evidence(kind: Kind) -> bool:
    """Whether resources of a kind have properties that are evidence; most have none."""
    return not _READ.isdisjoint(kind.properties)


def evidence(item: Item, part: Part) -> Iterator[Link]:
    """The `stores_secret_in` and `authenticates_to` links of one workload's settings."""
    settings = item.resource.value("settings")
    settings = None if isinstance(settings, Missing) else reveal(settings)
    known = settings.known if isinstance(settings, Unknown) else settings
    if isinstance(known, dict):
        filled = {_joined(key): key for key, value in known.items() if value is not None and value != ""}
        names = {key.lower() for key in known}
        for name, value in known.items():
            yield from _of_setting(item, part, name, value, names, filled)
    yield from _of_secrets(item)
    yield from _of_host_storage(item)


def _joined(name: str) -> str:
    """A setting's name in lower case without what separates its words."""
    return name.lower().translate(_BETWEEN)


def _password_beside(name: str, filled: Mapping[str, str]) -> str:
    """The setting with the password or key to what `name` names: `DB_PASSWORD` for `DB_HOST`; empty where none is."""
    place = re.fullmatch(_PLACE, _joined(name))
    found = (filled.get(place[1] + word) for word in _PASSWORDS) if place else ()
    return next(filter(None, found), "")


def _of_setting(
    item: Item, part: Part, name: str, value: Value, names: set[str], filled: Mapping[str, str]
) -> Iterator[Link]:
    location = _location(item, name)
    what = f"setting {name}"
    if _REFERENCE in _plain(value).lower():
        yield Link(
            "stores_secret_in", item.resource.key, reveal(value), location, what, detail={"setting": name},
            text=_plain(value),
        )  # fmt: skip
        return
    method = _method(name, value, names)
    if method:
        to = ("storage_account",) if name.lower().endswith("__accountname") else ()
        optional = method == UNKNOWN and not _named(value, part)
        password = _password_beside(name, filled) if method == UNKNOWN else ""
        method = LOCAL_KEY if password else method
        detail: dict[str, Value] = {"method": method, "setting": password or name}
        yield Link(
            "authenticates_to", item.resource.key, reveal(value), location, what, to, detail=detail,
            text=_safe_text(name, value, method), only=_TARGETS, optional=optional,
        )  # fmt: skip


def _named(value: Value, part: Part) -> bool:
    """Whether the value names a service in so many words, even where that is not declared anywhere."""
    return any(mention.how for mention in part.mentions(value))


def _location(item: Item, name: str) -> Location:
    """Where a setting is written."""
    found = item.found["settings"]
    return item.native.location(found.entries.get(name, (*found.path, name)))


def _plain(value: Value) -> str:
    """The known text of a value, for looking at its form."""
    value = reveal(value)
    return plain(value) if isinstance(value, str | Unknown) else ""


def _safe_text(name: str, value: Value, method: str) -> str:
    """What may be printed of a setting: never a text that holds a key."""
    revealed = reveal(value)
    if isinstance(value, Sensitive) or (method == LOCAL_KEY and not _is_reference(revealed)):
        return f"setting {name}"
    return shown(revealed)


def _is_reference(value: Value) -> bool:
    return isinstance(value, Unknown) and value.origin is not None and value.known is None


def _method(name: str, value: Value, names: set[str]) -> str:
    """The method that a setting is evidence for; `unknown` where it can only name a target; else empty."""
    lower = name.lower()
    if lower.endswith(_IDENTITY_SUFFIXES):
        return SERVICE_PRINCIPAL if lower.rpartition("__")[0] + "__clientsecret" in names else MANAGED_IDENTITY
    written = _plain(value).lower().replace(" ", "")
    if "authentication=activedirectory" in written:
        return SERVICE_PRINCIPAL if "serviceprincipal" in written else MANAGED_IDENTITY
    if any(word in written for word in _KEYS_IN_TEXT):
        return LOCAL_KEY
    attributes = [_attribute(origin.path) for origin in origins(value)]
    if any(word in attribute for attribute in attributes for word in _KEYS_IN_NAME):
        return LOCAL_KEY
    places = any(attribute.endswith(_PLACES_IN_NAME) for attribute in attributes)
    return UNKNOWN if places or "." in written else ""


def _attribute(path: tuple[str | int, ...]) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1].lower() if names else ""


def _of_secrets(item: Item) -> Iterator[Link]:
    """Declared secrets of a container app that live in a vault, whether or not a setting names them."""
    property = item.resource.property("secrets")
    value = None if isinstance(property.value, Missing) else reveal(property.value)
    known = value.known if isinstance(value, Unknown) else value
    location = property.location or item.resource.header
    for secret in known if isinstance(known, list) else ():
        if isinstance(secret, dict) and secret.get("vault") is not None:
            detail: dict[str, Value] = {"secret": secret.get("name"), "identity": secret.get("identity")}
            what = f"secret {shown(secret.get('name'))}"
            yield Link("stores_secret_in", item.resource.key, secret["vault"], location, what, detail=detail)


def _of_host_storage(item: Item) -> Iterator[Link]:
    """How the Functions runtime reaches its own storage account."""
    property = item.resource.property("host_storage")
    value = None if isinstance(property.value, Missing) else reveal(property.value)
    known = value.known if isinstance(value, Unknown) else value
    if not isinstance(known, dict):
        return
    location = property.location or item.resource.header
    if known.get("secret") is not None:
        detail: dict[str, Value] = {"setting": "storage_key_vault_secret_id"}
        yield Link("stores_secret_in", item.resource.key, known["secret"], location, "host storage", detail=detail)
        return
    target = next((known[name] for name in ("account", "endpoint", "key") if known.get(name) is not None), None)
    if target is not None:
        method = _host_method(known)
        yield Link(
            "authenticates_to", item.resource.key, reveal(target), location, "host storage", ("storage_account",),
            detail={"method": method, "setting": "AzureWebJobsStorage"}, text=_safe_text("host storage", target, ""),
        )  # fmt: skip


def _host_method(storage: dict[str, Value]) -> str:
    written = _plain(storage.get("method")).lower()
    if storage.get("uses_identity") is True or "identity" in written:
        return MANAGED_IDENTITY
    return LOCAL_KEY if storage.get("key") is not None or "connectionstring" in written else UNKNOWN
