"""Which module has which function of Terraform 1.11 or of OpenTofu's pure additions; a module is loaded on need.

A configuration calls a few of them, and all modules together take 6 ms to load. The tests hold the table against what
the modules have; docs/terraform-functions.md is generated from it by `python -m idlint.languages.terraform.functions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from idlint.languages.terraform.functions.registry import Function

_MODULES: Final = {
    "casts": "coalesce tobool tolist tomap tonumber toset tostring",
    "dates": "formatdate plantimestamp timeadd timecmp timestamp",
    "encoding": "base64decode base64encode base64gunzip csvdecode textdecodebase64 textencodebase64 urldecode"
    " urlencode",
    "file_hashes": "filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512",
    "files": "basename dirname file filebase64 fileexists fileset pathexpand",
    "formatting": "format formatlist",
    "hashes": "base64sha256 base64sha512 md5 sha1 sha256 sha512 uuidv5",
    "json_text": "jsondecode jsonencode",
    "mappings": "keys lookup merge transpose values zipmap",
    "network": "cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum sum",
    "patterns": "regex regexall replace",
    "sequences": "alltrue anytrue chunklist coalescelist compact concat contains distinct element flatten index length"
    " matchkeys one range reverse setintersection setproduct setsubtract setunion slice sort",
    "strings": "chomp endswith indent join lower split startswith strcontains strrev substr title trim trimprefix"
    " trimspace trimsuffix upper",
    "unreadable": "abspath base64gzip bcrypt rsadecrypt uuid",
    "yaml_text": "yamldecode yamlencode",
}
"""Module -> the functions in its literal table."""

HOMES: Final[Mapping[str, str]] = {name: module for module, names in _MODULES.items() for name in names.split()}
"""Every function that is called with evaluated arguments -> its module; functions about marks apart."""


@cache
def function(name: str) -> Function | None:
    """The function of that name; None where there is none."""
    home = HOMES.get(name)
    if home is None:
        return None
    found: Mapping[str, Function] = import_module(f"{__package__}.{home}").FUNCTIONS
    return found[name]
