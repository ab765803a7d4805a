"""The derived properties that conditions can name, with what each one says; `resilience.assess` computes them."""

from __future__ import annotations

from collections.abc import Mapping

DERIVED: Mapping[str, str] = {
    "run.single_points": "Failure domains that each stop the workload alone, sorted; unknown on incomplete evidence",
    "run.targets": "What the workload loses when one of its single points fails, sorted",
    "run.credentials": "The classes of credentials that the workload uses while it runs, sorted",
    "workload.name": "What the workload is one with: the tag `workload` or `app`, its module call, or its declaration",
    "workload.criticality": "The declared criticality of the workload; absent where it is only assumed",
}
"""Name -> what it says."""
