"""Functions that encode, decode and hash: JSON, base 64, URIs, GUIDs."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote, unquote, urljoin, urlsplit
from uuid import UUID, uuid5

from idlint.languages.arm.functions.signature import Arguments, Function, FunctionError, Table, limited, obj, string
from idlint.languages.arm.jsontext import loads
from idlint.languages.arm.pieces import derived, join
from idlint.values import MISSING, Encoded, Unknown, Value, get

_GUID_NAMESPACE = "11fb06fb-712d-4ddd-98c7-e71bbd588830"
"""The namespace of the name-based GUIDs that `guid()` makes.
https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#guid"""

_DATA_URI = "data:text/plain;charset=utf8;base64,"


def _base64(arguments: Arguments) -> Value:
    """Base 64; of a text that is not known, an unknown that remembers the text."""
    content = arguments[0]
    if isinstance(content, Unknown):
        return Encoded(content, content.reason, derived("base64", arguments).origin)
    return _to_base64(string(content))


def _to_base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise FunctionError("expected base 64 of UTF-8 text") from None


def _base64_to_string(arguments: Arguments) -> Value:
    return _from_base64(string(arguments[0]))


def _base64_to_json(arguments: Arguments) -> Value:
    return parse_json(_from_base64(string(arguments[0])))


def _data_uri(arguments: Arguments) -> Value:
    return f"{_DATA_URI}{_to_base64(string(arguments[0]))}"


def _data_uri_to_string(arguments: Arguments) -> Value:
    head, comma, body = string(arguments[0]).partition(",")
    if not comma or not head.startswith("data:"):
        raise FunctionError("expected a data URI")
    return _from_base64(body) if head.endswith(";base64") else unquote(body)


def _json(arguments: Arguments) -> Value:
    return parse_json(string(arguments[0]))


def parse_json(text: str) -> Value:
    """The value that JSON text, which may have comments, stands for; `FunctionError` where it is none."""
    limited(len(text))
    try:
        value: Value = loads(text)
    except (ValueError, RecursionError):
        raise FunctionError("expected JSON") from None
    return value


def _uri(arguments: Arguments) -> Value:
    """A relative path below a base; of an unknown base the path is still known."""
    base, path = arguments
    if isinstance(base, Unknown) and isinstance(path, str):
        return path if "://" in path else join([derived("uri", [base]), path])
    if isinstance(base, Unknown) or isinstance(path, Unknown):
        return derived("uri", arguments)
    try:
        return urljoin(string(base), string(path))
    except ValueError:
        raise FunctionError("expected a URI") from None


def _uri_component(arguments: Arguments) -> Value:
    return quote(string(arguments[0]), safe="!'()*-._~", errors="replace")


def _uri_component_to_string(arguments: Arguments) -> Value:
    return unquote(string(arguments[0]))


def _parse_uri(arguments: Arguments) -> Value:
    try:
        parts = urlsplit(string(arguments[0]))
        found: dict[str, Value] = {"scheme": parts.scheme, "host": parts.hostname or "", "path": parts.path}
        found |= {"port": parts.port} if parts.port else {}
        found |= {"query": f"?{parts.query}"} if parts.query else {}
    except ValueError:
        raise FunctionError("expected a URI") from None
    return found


def _build_uri(arguments: Arguments) -> Value:
    parts = obj(arguments[0])
    text = {
        key: value if isinstance(value := get(parts, key), str) else "" for key in ("scheme", "host", "path", "query")
    }
    port = get(parts, "port")
    if isinstance(port, Unknown) or any(isinstance(part, Unknown) for part in parts.values()):
        return derived("buildUri", arguments)
    where = f":{port}" if port not in {MISSING, None} else ""
    path = text["path"] if text["path"][:1] in {"", "/"} else f"/{text['path']}"
    return f"{text['scheme']}://{text['host']}{where}{path}{text['query']}"


def _guid(arguments: Arguments) -> Value:
    return str(uuid5(UUID(_GUID_NAMESPACE), "-".join(map(string, arguments))))


def _unique_string(arguments: Arguments) -> Value:
    """Always unknown, but the same for the same arguments: the hash is not documented."""
    return derived("uniqueString", arguments)


FUNCTIONS: Table = {
    "base64": Function(_base64, 1, 1, lenient=True),
    "base64tostring": Function(_base64_to_string, 1, 1),
    "base64tojson": Function(_base64_to_json, 1, 1),
    "datauri": Function(_data_uri, 1, 1),
    "datauritostring": Function(_data_uri_to_string, 1, 1),
    "json": Function(_json, 1, 1),
    "uri": Function(_uri, 2, 2, lenient=True),
    "uricomponent": Function(_uri_component, 1, 1),
    "uricomponenttostring": Function(_uri_component_to_string, 1, 1),
    "parseuri": Function(_parse_uri, 1, 1),
    "builduri": Function(_build_uri, 1, 1),
    "guid": Function(_guid, 1, None),
    "uniquestring": Function(_unique_string, 1, None, lenient=True),
}
