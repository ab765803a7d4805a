"""What a `$schema` says: whether a file is a template, and at what scope it is deployed."""

from __future__ import annotations

import re
from typing import Any

_SCHEMA = re.compile(r"/(?P<scope>subscription|managementGroup|tenant)?deploymentTemplate\.json#?\s*\Z", re.IGNORECASE)
"""The `$schema` of a template, which says at what scope it is deployed."""


def target_scope(schema: Any) -> str | None:
    """The scope that a `$schema` deploys to; None where it is no template's."""
    found = _SCHEMA.search(schema) if isinstance(schema, str) else None
    if found is None:
        return None
    names = {"subscription": "subscription", "managementgroup": "managementGroup", "tenant": "tenant"}
    return names.get((found["scope"] or "").lower(), "resourceGroup")
