"""Fingerprints: what makes a finding the same one after the code around it has moved.

A fingerprint is made of the rule, the folder of the declaration, the address within its module, the
property, the normalised text of the place, and an ordinal among equals. No line, no working directory and no
file name is in it. What is missing in the whole repository has no place: where it is reported follows what else is
there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from posixpath import dirname
from types import MappingProxyType

from idlint.digests import digest
from idlint.policy.findings import Finding
from idlint.policy.places import Places, order

LENGTH = 32
"""Hexadecimal digits that are kept."""

_INDEX = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'
_MODULES = rf"^(?:module\.[\w-]+(?:{_INDEX})?\.)+"
_INSTANCE = rf"(?:{_INDEX})+$"


def fingerprinted(
    findings: Iterable[Finding], places: Places, former: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """The findings in their order (path, line, column, rule), each with its fingerprint.

    `former` are the ids that a rule had before, so that what was accepted under one of them stays accepted.
    """
    seen: Counter[str] = Counter()
    made = []
    by_file = sorted(findings, key=lambda finding: finding.location.path)  # places are asked one file after the other
    for finding in sorted(by_file, key=order(places)):
        rest = "\0".join(_parts(finding, places))
        story = f"{finding.rule}\0{rest}"
        current, *before = (
            _digest(f"{name}\0{rest}\0{seen[story]}") for name in (finding.rule, *former.get(finding.rule, ()))
        )
        made.append(finding._replace(fingerprint=current, former=tuple(before)))
        seen[story] += 1
    return tuple(made)


def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))[:LENGTH]


def _parts(finding: Finding, places: Places) -> tuple[str, ...]:
    if finding.scope == "repository":
        return ()
    address = local_address(finding.instances[0].address) if finding.instances else ""
    text = normalised(places.text(finding.location))
    return dirname(finding.location.path), address, finding.property, text


def normalised(text: str) -> str:
    """`text` with every run of white space as one space: re-indenting changes nothing."""
    return " ".join(text.split())


def local_address(address: str) -> str:
    """An address as the declaring module knows it: without the calls that lead there and without instance keys."""
    return re.sub(_INSTANCE, "", re.sub(_MODULES, "", address))
