"""SHA-256 without OpenSSL, which takes 3 ms to load; `random` does the same for its seeds.

https://github.com/python/cpython/blob/3.13/Lib/random.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


@cache
def _sha256() -> Callable[[bytes], Any]:
    """The interpreter's own implementation; hashlib's where it was built without."""
    own = "_sha2" if sys.version_info >= (3, 12) else "_sha256"
    try:
        module = import_module(own)
    except ImportError:
        module = import_module("hashlib")
    found: Callable[[bytes], Any] = module.sha256
    return found


def digest(data: bytes) -> str:
    """The SHA-256 of `data` in 64 hexadecimal digits."""
    digits: str = _sha256()(data).hexdigest()
    return digits
