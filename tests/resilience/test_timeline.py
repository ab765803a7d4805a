"""Scenarios replayed: how long a domain has failed, when caches end, what recovers and how."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idlint.resilience.assessment import Dependency, Needs, TokenPath
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.explained import explained
from idlint.resilience.outages import STATES
from idlint.resilience.scenarios import Phase, Scenario
from idlint.resilience.timeline import Replayed, moments, replay
from idlint.source import Span

CATALOGUE = Catalogue(compile_catalogue([Path(__file__).parents[2] / "domains"]))
HERE = Span("main.tf", 0, 1)


def scenario(*phases: Phase) -> Scenario:
    return Scenario("test", "Test", "", phases)


def lasting(start: float, end: float, *failed: str, degraded: tuple[str, ...] = ()) -> Phase:
    return Phase(f"{start}", start, end, failed, degraded)


def way(credential: str, text: str = "", kind: str = "web_app", maybe: str = "") -> TokenPath:
    needed = CATALOGUE.needs(credential, (kind,), "westeurope", "westeurope")[0]
    return TokenPath(credential, needed, text or credential, HERE, maybe)


def need(*paths: TokenPath, incomplete: str = "") -> Dependency:
    return Dependency(None, "store", paths, HERE, incomplete)


def run(tree: Dependency, *phases: Phase) -> Replayed:
    needs: Needs = {"run": (tree,)}
    return replay({"": needs}, scenario(*phases), CATALOGUE)[""]["run"]


IDENTITY = need(way("managed-identity"))
KEY = way("local-key", "key in setting X")


def test_caches_carry_a_short_outage_and_end_in_a_long_one() -> None:
    short = run(IDENTITY, lasting(0, 12, "azure/managed-identity"))
    assert (short.state, short.since, short.until, short.ends) == ("cached", 0, 12, 0)
    long = run(IDENTITY, lasting(0, 30, "azure/managed-identity"))
    assert (long.state, long.since, long.until) == ("lost", 24, 30)
    assert [(item.start, item.end) for item in long.stretches] == [(0, 24), (24, 30)]


def test_each_cache_ends_when_it_ends() -> None:
    both = Dependency(None, "other", (way("federated-managed-identity"),), HERE, "more may be hidden")
    needs: Needs = {"run": (IDENTITY, both)}
    found = replay({"": needs}, scenario(lasting(0, 48, "azure/managed-identity")), CATALOGUE)[""]["run"]
    assert [(item.start, item.verdict.state) for item in found.stretches] == [
        (0, "cached"),
        (1, "unknown"),
        (24, "lost"),
    ]


def test_a_domain_goes_on_failing_across_phases_and_causes() -> None:
    phases = (
        lasting(0, 10, "azure/managed-identity@westeurope"),
        lasting(10, 20, "azure/managed-identity"),
        lasting(20, 30, "azure/managed-identity@*"),
    )
    assert run(IDENTITY, *phases).since == 24
    last = moments(scenario(*phases), CATALOGUE)[-1]
    assert last.outage.failed["azure/managed-identity@westeurope"] == 24


def test_a_pause_fills_caches_again() -> None:
    found = run(IDENTITY, lasting(0, 20, "azure/managed-identity"), lasting(21, 40, "azure/managed-identity"))
    assert (found.state, found.until) == ("cached", 40)


def test_another_way_saves_and_is_named() -> None:
    found = run(need(way("managed-identity"), KEY), lasting(0, 48, "azure/managed-identity"))
    assert (found.state, found.until, found.recovers) == ("survives", None, "")
    assert explained(found).saved == ("store: saved by key in setting X",)


def test_a_slow_way_saves_nobody() -> None:
    found = run(IDENTITY, lasting(0, 2, degraded=("azure/managed-identity",)))
    assert found.state == "degraded"
    assert explained(found).saved == ()
    assert explained(found).summary == ("slow or failing at times from +0h00: azure/managed-identity",)


def test_the_same_credential_by_another_service_says_which() -> None:
    ways = [
        TokenPath("managed-identity", found, "identity x", HERE)
        for found in CATALOGUE.needs("managed-identity", ("web_app",), "westeurope")
    ]
    found = run(need(*ways), lasting(0, 2, "azure/entra", "azure/entra@*"))
    assert found.state == "survives"
    assert explained(found).saved == ("store: saved by identity x by azure/entra-backup",)


def test_what_needs_a_hand_says_so() -> None:
    found = run(need(way("key-vault-reference")), lasting(0, 2, "azure/key-vault@*"))
    assert found.recovers == "by hand"
    assert "needs a hand after +2h00: An app that started on unresolved references" in explained(found).recovery[0]


def test_what_is_unknown_all_the_time_is_not_hurt() -> None:
    hidden = Dependency(None, "whatever", (), HERE, "settings are unknown")
    found = run(hidden, lasting(0, 2, "azure/entra"))
    assert (found.state, found.until, found.recovers) == ("unknown", None, "")
    assert explained(found).summary == ("nothing that is seen of it is hurt",)


def test_a_job_that_could_not_sign_in_is_run_again() -> None:
    job = TokenPath("deployment-job", frozenset({"github/actions"}), "job x", HERE, needs=(IDENTITY,))
    needs: Needs = {"deploy": (need(job),)}
    found = replay({"": needs}, scenario(lasting(0, 2, "azure/managed-identity")), CATALOGUE)[""]["deploy"]
    assert (found.state, found.recovers) == ("lost", "by hand")


names = st.sampled_from(
    [
        "azure/managed-identity",
        "azure/managed-identity@westeurope",
        "azure/entra",
        "azure/entra@*",
        "azure/region@westeurope",
    ]
)
lengths = st.lists(st.tuples(st.integers(1, 30), st.lists(names, max_size=3), st.booleans()), min_size=1, max_size=5)


@given(lengths)
@hypothesis_settings(max_examples=80, deadline=None)
def test_stretches_cover_the_phases_and_the_worst_is_among_them(lengths: list[tuple[int, list[str], bool]]) -> None:
    phases, start = [], 0
    for hours, failed, pause in lengths:
        start += int(pause)
        phases.append(lasting(start, start + hours, *failed))
        start += hours
    found = run(need(way("managed-identity")), *phases)
    assert sum(item.end - item.start for item in found.stretches) == sum(hours for hours, _, _ in lengths)
    assert found.state == max((item.verdict.state for item in found.stretches), key=STATES.index)
    assert (found.until is None) == (found.state in {"survives", "degraded"})
