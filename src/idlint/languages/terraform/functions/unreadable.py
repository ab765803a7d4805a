"""Functions whose result depends on chance, on the machine, or on a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.languages.terraform.functions.registry import NEVER, Function

FUNCTIONS: Final[Mapping[str, Function]] = {
    "abspath": Function("string", NEVER, "never", note="depends on the machine"),
    "base64gzip": Function("string", NEVER, "never", note="the compressed bytes depend on the compressor"),
    "bcrypt": Function("string number*", NEVER, "never", note="random salt"),
    "rsadecrypt": Function("string string", NEVER, "never", note="decrypts a secret"),
    "uuid": Function("", NEVER, "never", note="random"),
}
