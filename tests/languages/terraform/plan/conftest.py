"""Plans for tests: one that Terraform 1.11.4 wrote, and small ones made of a few resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

RECORDED = Path(__file__).parent / "recorded"
"""`terraform plan -out=p; terraform show -json p` of the configuration beside it, by Terraform 1.11.4."""

STORAGE = {"account_tier": "Standard", "account_replication_type": "LRS", "location": "westeurope", "name": "a"}


def resource(
    address: str, values: Mapping[str, Any], *, unknown: Any = None, sensitive: Any = None, **more: Any
) -> dict[str, Any]:
    """One planned resource, its change included under `change`."""
    mode = "data" if address.startswith("data.") else "managed"
    type, name = address.removeprefix("data.").split("[")[0].split(".")[-2:]
    change = {"actions": ["create"], "after": dict(values), "after_unknown": unknown or {}}
    entry = {"address": address, "mode": mode, "type": type, "name": name, "values": dict(values)}
    return {**entry, "sensitive_values": sensitive or {}, "change": change, **more}


def plan(*resources: Mapping[str, Any], configuration: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The JSON of a plan of resources in the root module."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [dict(item) for item in resources]}},
        "resource_changes": [{"address": item["address"], "change": item["change"]} for item in resources],
        "configuration": {"root_module": configuration or {}},
        **more,
    }


@pytest.fixture
def recorded() -> dict[str, str | bytes]:
    """The recorded plan and its sources, by path."""
    names = ("main.tf", "child/main.tf", "plan.json")
    return {name: (RECORDED / name).read_text(encoding="utf-8") for name in names}


@pytest.fixture
def make_plan() -> Callable[..., dict[str, Any]]:
    """`make_plan(*resources, configuration=…)`."""
    return plan


@pytest.fixture
def make_resource() -> Callable[..., dict[str, Any]]:
    """`make_resource(address, values, unknown=…, sensitive=…)`."""
    return resource
