"""What an outage does: states, caches, what saved whom, and what stays unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.resources import Key
from idlint.resilience.assessment import Capability, Dependency, TokenPath
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.cuts import Cutter
from idlint.resilience.outages import Outage, Verdict, evaluate, evaluate_all
from idlint.source import Span

CATALOGUE = Catalogue(compile_catalogue([Path(__file__).parents[2] / "domains"]))
HERE = Span("main.tf", 0, 1)


def ways(credential: str, region: str = "westeurope", maybe: str = "", kind: str = "web_app") -> list[TokenPath]:
    found = CATALOGUE.needs(credential, (kind,), region, region)
    return [TokenPath(credential, needed, credential, HERE, maybe) for needed in found]


def need(*paths: TokenPath, incomplete: str = "", maybe: str = "") -> Dependency:
    return Dependency(None, "store", tuple(paths), HERE, incomplete, maybe)


def judged(
    *tree: Dependency, capability: Capability = "run", degraded: Sequence[str] = (), also: str = "", **failed: float
) -> Verdict:
    """The verdict where the domains `failed` (`azure__key_vault` for `azure/key-vault`) and `also` have failed."""
    hours = {name.replace("__", "/").replace("_", "-"): since for name, since in failed.items()}
    outage = Outage({**hours, **({also: 0.0} if also else {})}, frozenset(degraded))
    return evaluate({capability: tree}, outage, CATALOGUE)[capability]


IDENTITY = need(*ways("managed-identity"))


@pytest.mark.parametrize(
    ("hours", "state", "left"),
    [(0.0, "cached", (0.0, 24.0)), (6.0, "cached", (0.0, 18.0)), (24.0, "lost", None), (30.0, "lost", None)],
)
def test_a_running_workload_goes_on_until_its_cached_token_ends(
    hours: float, state: str, left: tuple[float, float] | None
) -> None:
    verdict = judged(IDENTITY, azure__managed_identity=hours)
    assert (verdict.state, verdict.hours) == (state, left)


@pytest.mark.parametrize("capability", ["start", "deploy"])
def test_what_starts_or_deploys_has_no_cache(capability: Capability) -> None:
    assert judged(IDENTITY, capability=capability, azure__managed_identity=0.0).state == "lost"


def test_the_path_that_saves_it_is_named() -> None:
    (principal,) = ways("service-principal")
    verdict = judged(need(*ways("managed-identity"), principal), azure__managed_identity=3.0)
    assert verdict.state == "survives"
    (fate,) = verdict.dependencies
    assert fate.saved_by is principal
    assert {name for path in fate.paths for name in path.by} == {"azure/managed-identity"}


def test_nothing_saves_what_nothing_hurts() -> None:
    verdict = judged(IDENTITY, github__actions=0.0)
    assert (verdict.state, verdict.dependencies[0].saved_by) == ("survives", None)


def test_entra_fails_everywhere_where_every_region_is_named() -> None:
    outage = Outage({"azure/entra": 2.0, "azure/entra@*": 2.0})
    verdict = evaluate({"run": (IDENTITY,), "start": (IDENTITY,)}, outage, CATALOGUE)
    assert [verdict["run"].state, verdict["start"].state] == ["survives", "survives"]
    saved = verdict["run"].dependencies[0].saved_by
    assert saved is not None
    assert "azure/entra-backup" in saved.domains


def test_without_the_backup_system_everything_of_entra_is_lost() -> None:
    outage = Outage({"azure/entra": 30.0, "azure/entra@*": 30.0, "azure/entra-backup": 30.0})
    assert evaluate({"run": (IDENTITY,)}, outage, CATALOGUE)["run"].state == "lost"


def test_what_is_slow_degrades() -> None:
    verdict = judged(IDENTITY, degraded=["azure/managed-identity@westeurope"])
    assert (verdict.state, verdict.by) == ("degraded", ("azure/managed-identity@westeurope",))
    assert judged(IDENTITY, degraded=["azure/managed-identity@*"]).state == "degraded"


def test_the_worst_dependency_decides_and_comes_first() -> None:
    lost = need(TokenPath("host", frozenset({"azure/region@westeurope"}), "host", HERE))
    verdict = judged(need(*ways("local-key")), lost, also="azure/region@westeurope")
    assert verdict.state == "lost"
    assert verdict.dependencies[0].dependency is lost
    assert [fate.dependency for fate in verdict.lost] == [lost]


def test_paths_that_cannot_be_seen_leave_a_loss_open() -> None:
    tree = need(*ways("managed-identity"), incomplete="settings are unknown")
    verdict = judged(tree, azure__managed_identity=48.0)
    assert (verdict.state, verdict.reason) == ("unknown", "settings are unknown")
    assert judged(tree, azure__managed_identity=0.0).state == "cached"
    assert judged(tree, github__actions=0.0).state == "survives"


def test_a_path_that_may_be_none_saves_nobody_for_certain() -> None:
    (principal,) = ways("service-principal", maybe="its grants are not visible")
    verdict = judged(need(*ways("managed-identity"), principal), capability="start", azure__managed_identity=0.0)
    assert (verdict.state, verdict.reason) == ("unknown", "its grants are not visible")


def test_a_dependency_that_may_not_exist_is_not_lost_for_certain() -> None:
    tree = need(*ways("managed-identity"), maybe="count is unknown")
    assert judged(tree, capability="start", azure__managed_identity=0.0).state == "unknown"


def test_a_region_that_is_not_known_may_have_failed() -> None:
    tree = need(*ways("managed-identity", "${var.location}"))
    verdict = judged(tree, also="azure/managed-identity@westeurope")
    assert verdict.state == "unknown"
    assert "azure/managed-identity@${var.location}" in verdict.reason
    assert judged(tree, azure__managed_identity=0.0).state == "cached"


def test_a_tree_without_anything_in_it_is_unknown() -> None:
    assert judged(azure__entra=0.0).state == "unknown"
    assert judged(need(incomplete="no job is visible"), azure__entra=0.0).reason == "no job is visible"


def test_a_job_is_lost_with_anything_that_it_needs() -> None:
    login = need(*ways("service-principal"))
    job = TokenPath("deployment-job", frozenset({"github/actions"}), "job", HERE, "", (login,))
    tree = need(job)
    assert judged(tree, capability="deploy", azure__entra=0.0).by == ("azure/entra",)
    assert judged(tree, capability="deploy", azure__entra=0.0).state == "lost"
    assert judged(tree, capability="deploy", github__actions=0.0).state == "lost"
    assert judged(tree, capability="deploy", azure__managed_identity=0.0).state == "survives"


def test_shared_needs_are_judged_once_however_deep() -> None:
    tree = IDENTITY
    for _ in range(40):
        path = TokenPath("place", frozenset(), "call", HERE, "", (tree, tree))
        tree = need(path, path)
    assert judged(tree, capability="start", azure__managed_identity=0.0).state == "lost"


def test_many_workloads_at_once_are_as_one_by_one() -> None:
    needs: Mapping[Key, Mapping[Capability, tuple[Dependency, ...]]] = {
        Key(".", "", "a"): {"run": (IDENTITY,)},
        Key(".", "", "b"): {"start": (IDENTITY,), "run": (need(*ways("service-principal")),)},
    }
    outage = Outage({"azure/managed-identity": 1.0})
    assert evaluate_all(needs, outage, CATALOGUE) == {
        name: evaluate(found, outage, CATALOGUE) for name, found in needs.items()
    }


NAMES = (
    "azure/entra",
    "azure/managed-identity@westeurope",
    "github/oidc",
    "aws/iam@eu-west-1",
    "azure/region@westeurope",
)
PATHS = st.builds(lambda names: TokenPath("x", names, "path", HERE), st.frozensets(st.sampled_from(NAMES), max_size=3))
TREES = st.lists(st.lists(PATHS, min_size=1, max_size=3).map(lambda paths: need(*paths)), min_size=1, max_size=3)


@given(TREES)
@settings(max_examples=100, deadline=None)
def test_single_points_are_what_loses_the_capability_alone(tree: list[Dependency]) -> None:
    cuts = Cutter(CATALOGUE).cut_sets(tree)
    for name in {*CATALOGUE.closed(frozenset(NAMES)), "azure/entra-backup"}:
        verdict = evaluate({"start": tuple(tree)}, Outage({name: 0.0}), CATALOGUE)["start"]
        assert (verdict.state == "lost") == (name in cuts.singles)
