"""All functions of Terraform 1.11 and the pure additions of OpenTofu, in one table.

docs/terraform-functions.md is generated from it by `python -m idlint.languages.terraform.functions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.languages.terraform.functions import (
    casts,
    dates,
    encoding,
    files,
    formatting,
    hashes,
    json_text,
    mappings,
    network,
    numeric,
    patterns,
    sequences,
    strings,
    yaml_text,
)
from idlint.languages.terraform.functions.registry import NEVER, Function

UNREADABLE: Final[Mapping[str, Function]] = {
    "abspath": Function("string", NEVER, "never", note="depends on the machine"),
    "base64gzip": Function("string", NEVER, "never", note="the compressed bytes depend on the compressor"),
    "bcrypt": Function("string number*", NEVER, "never", note="random salt"),
    "plantimestamp": Function("", dates.now, "never", note=dates.CLOCK),
    "rsadecrypt": Function("string string", NEVER, "never", note="decrypts a secret"),
    "timestamp": Function("", dates.now, "never", note=dates.CLOCK),
    "uuid": Function("", NEVER, "never", note="random"),
}
"""Functions whose result depends on the clock, on chance, on the machine, or on a secret."""

FUNCTIONS: Final[Mapping[str, Function]] = {
    **casts.FUNCTIONS,
    **dates.FUNCTIONS,
    **encoding.FUNCTIONS,
    **files.FUNCTIONS,
    **formatting.FUNCTIONS,
    **hashes.FUNCTIONS,
    **json_text.FUNCTIONS,
    **mappings.FUNCTIONS,
    **network.FUNCTIONS,
    **numeric.FUNCTIONS,
    **patterns.FUNCTIONS,
    **sequences.FUNCTIONS,
    **strings.FUNCTIONS,
    **yaml_text.FUNCTIONS,
    **UNREADABLE,
}
"""Every function that is called with evaluated arguments, marks functions apart."""
