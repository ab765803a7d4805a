"""How a change is put into words."""

from __future__ import annotations

from idlint.report.change import sentences
from idlint.resilience.movement import Movement, Way

POINT = "azure/managed-identity@westeurope"


def moved(
    way: Way, subject: str = "", *, capability: str = "", number: int = 0, sets: tuple[str, ...] = ()
) -> Movement:
    kind = "key_vault" if subject.startswith("kv") else ""
    return Movement("api", "web_app", way, capability, subject, kind, number, "", sets)


def test_one_workload_is_one_sentence() -> None:
    items = [moved("gained", POINT, capability="start"), moved("depends", "kv-b", number=2)]
    assert sentences(items, "`") == [
        f"`api` now depends on `kv-b`, a second key vault; its start capability gained the single point `{POINT}`"
    ]


def test_several_ends_are_named() -> None:
    items = [moved("depends", "kv-b", number=2), moved("depends", "kv-a", number=2), moved("lets-go", "https://x")]
    assert sentences(items) == ["api now depends on kv-a and kv-b; no longer depends on https://x"]


def test_every_way_of_moving_has_words() -> None:
    assert sentences([moved("new"), moved("gained", POINT, capability="run")]) == [
        f"api is new (web app); its run capability gained the single point {POINT}"
    ]
    assert sentences([moved("gone")]) == ["api is gone"]
    assert sentences([moved("lost", "a", capability="run"), moved("lost", "b", capability="run")]) == [
        "api: its run capability lost the single points a, b"
    ]


def test_environments_that_move_alike_share_a_sentence() -> None:
    items = [moved("gone", sets=("dev", "prod")), moved("depends", "kv", number=9, sets=("uat",))]
    assert sentences(items) == ["api in dev, prod is gone", "api in uat now depends on kv, a further key vault"]
