"""Hash functions and name-based UUIDs."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Final

from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.scope import EvaluationError
from idlint.values import Value

ALGORITHMS: Final = ("md5", "sha1", "sha256", "sha512")


def digest(algorithm: str, data: bytes) -> bytes:
    """The hash of `data`; no security rests on it, since the configuration chose the algorithm."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _hex(algorithm: str) -> Callable[[str], Value]:
    return lambda text: digest(algorithm, text.encode()).hex()


def _base64(algorithm: str) -> Callable[[str], Value]:
    return lambda text: base64.b64encode(digest(algorithm, text.encode())).decode()


_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500,
}  # fmt: skip


def _uuidv5(namespace: str, name: str) -> Value:
    try:
        space = _NAMESPACES[namespace] if namespace in _NAMESPACES else uuid.UUID(namespace)
    except ValueError:
        raise EvaluationError("uuidv5() doesn't support the namespace") from None
    return str(uuid.uuid5(space, name))


FUNCTIONS: Final[Mapping[str, Function]] = {
    **{name: Function("string", _hex(name)) for name in ALGORITHMS},
    "base64sha256": Function("string", _base64("sha256")),
    "base64sha512": Function("string", _base64("sha512")),
    "uuidv5": Function("string string", _uuidv5),
}
