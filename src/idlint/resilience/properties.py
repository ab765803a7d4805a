"""The derived properties that conditions can name, with what each one says; `resilience.assess` computes them."""

from __future__ import annotations

from collections.abc import Mapping

DERIVED: Mapping[str, str] = {
    "run.single_points": "Failure domains that each stop the workload alone, sorted; unknown on incomplete evidence",
    "run.weak_points": "The same as a sentence names them: unknown regions and domains above others left out",
    "run.pairs": "Pairs of failure domains that stop it together, `a and b`, sorted; no part is a single point",
    "run.targets": "What the workload loses when one of its single points fails, sorted",
    "run.credentials": "The classes of credentials that the workload uses while it runs, sorted",
    "run.remedy": "The paths that would remove the single points; `none known for` a target where none can be advised",
    "run.shared_with": "Which of start and deploy one of these single points takes away too",
    "start.single_points": "Failure domains that each keep a new instance from starting, without any cached token",
    "start.weak_points": "The same as a sentence names them",
    "start.pairs": "Pairs of failure domains that do so together",
    "start.targets": "What is then missing, sorted",
    "start.credentials": "The classes of credentials that it takes, sorted",
    "start.remedy": "The paths that would remove the single points of its credentials",
    "deploy.single_points": "Failure domains that each keep the workload from being deployed",
    "deploy.weak_points": "The same as a sentence names them",
    "deploy.pairs": "Pairs of failure domains that do so together",
    "deploy.targets": "What is then missing, sorted",
    "deploy.credentials": "The classes of credentials that it takes, sorted",
    "deploy.remedy": "The paths that would remove the single points of its credentials",
    "workload.name": "What the workload is one with: the tag `workload` or `app`, its module call, or its declaration",
    "workload.criticality": "The declared criticality of the workload; absent where it is only assumed",
    "boot.fleet": "Whether machines are made by number: a scale set, or several instances of one declaration",
    "boot.extensions": "Extension packages that a new machine installs before it does its work",
    "boot.identity": "How a new machine asks for a token of a managed identity before it does its work",
    "boot.needs": "What a new machine needs as the end of a sentence: an extension package, a token, or both",
    "boot.means": "The elements of `boot.extensions` and `boot.identity` that are certain",
}
"""Name -> what it says."""
