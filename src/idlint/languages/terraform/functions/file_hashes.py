"""Hashes of files; apart from other functions of files, because what hashes takes as long to load as all of those."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final

from idlint.languages.terraform.functions.files import reading
from idlint.languages.terraform.functions.hashes import ALGORITHMS, digest
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.scope import Scope
from idlint.values import Value


def _file_hash(algorithm: str) -> Callable[[Scope, str], Value]:
    return reading(lambda data: digest(algorithm, data).hex())


def _file_base64_hash(algorithm: str) -> Callable[[Scope, str], Value]:
    return reading(lambda data: base64.b64encode(digest(algorithm, data)).decode())


FUNCTIONS: Final[Mapping[str, Function]] = {
    **{f"file{name}": Function("string", _file_hash(name), needs_scope=True) for name in ALGORITHMS},
    "filebase64sha256": Function("string", _file_base64_hash("sha256"), needs_scope=True),
    "filebase64sha512": Function("string", _file_base64_hash("sha512"), needs_scope=True),
}
