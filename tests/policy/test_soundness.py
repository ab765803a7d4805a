"""Knowing less never turns a verdict around: it stays, or becomes unknown. This is what makes findings trustworthy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from idlint.graph.pieces import Whole, put_together
from idlint.graph.resources import Known
from idlint.policy.alone import is_alone
from idlint.policy.engine import Checked, check
from idlint.policy.outcome import Verdict
from idlint.resilience.assessment import Assessment
from idlint.settings import Settings
from idlint.values import Unknown, Value

NAMES = ("a", "b", "c")
SCALARS = st.sampled_from(["x", "y", "xy", 1, 2, True, None])
VALUES = SCALARS | st.lists(st.sampled_from(["x", "y"]), max_size=2)
PROPERTIES = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, VALUES))

operands = st.sampled_from(["x", "y", 1, 2, True]) | st.builds(lambda name: {"property": name}, st.sampled_from(NAMES))
tests = st.one_of(
    st.fixed_dictionaries({"equals": operands}),
    st.fixed_dictionaries({"in": st.lists(operands, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"contains": operands}),
    st.fixed_dictionaries({"contains_all": st.lists(operands, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"exists": st.booleans()}),
    st.fixed_dictionaries({"empty": st.booleans()}),
    st.fixed_dictionaries({"matches": st.sampled_from(["^x", "y$", "1"])}),
    st.fixed_dictionaries({"at_least": st.sampled_from([1, 2])}),
    st.fixed_dictionaries({"size": st.sampled_from([{"at_least": 1}, {"at_most": 1}])}),
)


OUT = {"edge": "uses_identity", "direction": "out"}
EDGES_OUT = st.just(OUT)
EDGES = EDGES_OUT | st.just({"edge": "uses_identity", "direction": "in"})
LIMITS = st.sampled_from([{"at_least": 1}, {"at_least": 2}, {"at_most": 1}, {"at_least": 1, "at_most": 1}])
PLACES = st.sampled_from([{}, {"within": "deployment"}])
Conditions = st.SearchStrategy[dict[str, Any]]


def wider(inner: Conditions, edges: Conditions) -> Conditions:
    """All that can be made of conditions."""
    lists = st.lists(inner, min_size=1, max_size=3)
    words = st.sampled_from(["any", "all", "none"])
    return (
        st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), lists)
        | st.builds(lambda part: {"not": part}, inner)
        | st.builds(lambda edge, word, where: {"related": {**edge, word: where}}, edges, words, inner)
        | st.builds(
            lambda edge, most, where: {"related": {**edge, "count": most, "where": where}}, edges, LIMITS, inner
        )
        | st.builds(
            lambda place, where: {"exists_resource": {"kinds": ["thing"], "where": where, **place}}, PLACES, inner
        )
    )


heads = st.builds(lambda name: {"property": name}, st.sampled_from(NAMES)) | st.builds(
    lambda name: {"subject": name}, st.sampled_from(NAMES)
)
leaves = st.builds(lambda head, test: {**head, **test}, heads, tests)
conditions = st.recursive(leaves, lambda inner: wider(inner, EDGES), max_leaves=5)
outward = st.recursive(leaves, lambda inner: wider(inner, EDGES_OUT), max_leaves=5)
graphs = st.lists(PROPERTIES, min_size=1, max_size=3)
links = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=4, unique=True)


def hide(value: Value) -> Value:
    """As little of a value as a front end may know."""
    if isinstance(value, list):
        return Unknown("hidden", None, value[:1])
    if isinstance(value, str):
        return Unknown("hidden", None, (value[:1], Unknown("hidden"))) if len(value) > 1 else Unknown("hidden")
    return Unknown("hidden")


def build(
    make_world: Any,
    graph: list[Mapping[str, Value]],
    edges: list[tuple[int, int]],
    forget: Mapping[str, Any],
    *,
    apart: bool = False,
) -> Any:
    """The graph as a world, without what is to be forgotten; its first resource is the subject.

    Resources that are `apart` are in a deployment each.
    """
    world = make_world()
    resources = []
    for number, known in enumerate(graph):
        seen = {name: hide(value) if (number, name) in forget["values"] else value for name, value in known.items()}
        doubtful = number != 0 and number in forget["resources"]
        path = f"d{number}" if apart else "."
        maybe = "hidden" if doubtful else ""
        resources.append(world.add(f"r.{number}", "thing", maybe=maybe, deployment=path, **seen))
        if apart:
            world.deploy(path)
    for number, (source, target) in enumerate(edges):
        if max(source, target) < len(resources):
            cut = number in forget["ends"]
            doubt = "hidden" if number in forget["edges"] else ""
            world.link("uses_identity", resources[source], None if cut else resources[target], maybe=doubt)
    return world


NOTHING: Mapping[str, Any] = {"values": (), "resources": (), "edges": (), "ends": ()}
forgotten = st.fixed_dictionaries(
    {
        "values": st.sets(st.tuples(st.integers(0, 2), st.sampled_from(NAMES)), max_size=4),
        "resources": st.sets(st.integers(1, 2)),
        "edges": st.sets(st.integers(0, 3), max_size=2),
        "ends": st.just(frozenset()),
    }
)


@settings(max_examples=200, deadline=None)
@given(condition=conditions, graph=graphs, edges=links, forget=forgotten)
def test_knowing_less_never_turns_a_verdict_around(
    make_world: Any, condition: dict[str, Any], graph: Any, edges: Any, forget: Any
) -> None:
    known = build(make_world, graph, edges, NOTHING)
    before = known.ask(condition, known.resources[0])
    vague = build(make_world, graph, edges, forget)
    after = vague.ask(condition, vague.resources[0])
    assert after.verdict in {before.verdict, Verdict.UNKNOWN}
    assert bool(after.reason) is (after.verdict is Verdict.UNKNOWN)


@settings(max_examples=200, deadline=None)
@given(condition=conditions, graph=graphs, edges=links)
def test_what_is_said_alone_is_said_with_everything_around(
    make_world: Any, condition: dict[str, Any], graph: Any, edges: Any
) -> None:
    world = build(make_world, graph, edges, NOTHING)
    alone, whole = (world.ask(condition, world.resources[0], alone=one).verdict for one in (True, False))
    assert alone in ({whole} if is_alone(condition) else {whole, Verdict.UNKNOWN})


@settings(max_examples=100, deadline=None)
@given(when=conditions, forbid=conditions, graph=graphs, first=links, second=links)
def test_environments_with_the_same_resources_find_what_each_finds(
    make_world: Any, make_rule: Any, when: Any, forbid: Any, graph: Any, first: Any, second: Any
) -> None:
    one, other = build(make_world, graph, first, NOTHING), build(make_world, graph, second, NOTHING)
    other.resources, other.criticality = one.resources, one.criticality
    rule = make_rule(kinds=("thing",), when=when, require=None, forbid=forbid)
    together, *apart = (check(worlds, [rule], Settings(), one.now) for worlds in asked_together(one, other))
    assert found(together) == found(*apart)
    assert set(together.unknown) == {verdict for checked in apart for verdict in checked.unknown}


@settings(max_examples=200, deadline=None)
@given(when=conditions, forbid=conditions, graph=graphs, first=links, second=links)
@example(
    when={"property": "a", "exists": True},
    forbid={
        "exists_resource": {"kinds": ["thing"], "where": {"related": {**OUT, "any": {"property": "b", "equals": 1}}}}
    },
    graph=[{"a": 1}, {}, {"b": 1}],
    first=[],
    second=[(1, 2)],
)
def test_environments_in_pieces_find_what_each_finds(
    make_world: Any, make_rule: Any, when: Any, forbid: Any, graph: Any, first: Any, second: Any
) -> None:
    one, other = (build(make_world, graph, edges, NOTHING, apart=True) for edges in (first, second))
    other.resources, other.criticality, other.deployments = one.resources, one.criticality, one.deployments
    rule = make_rule(kinds=("thing",), when=when, require=None, forbid=forbid)
    together = check(in_pieces(one, other), [rule], Settings(), one.now)
    apart = [check([world.assessment], [rule], Settings(), one.now) for world in (one, other)]
    assert found(together) == found(*apart)
    assert set(together.unknown) == {verdict for checked in apart for verdict in checked.unknown}


def in_pieces(*worlds: Any) -> list[Assessment]:
    """Environments that share what they have in common."""
    wholes = [Whole(str(number), world.deployments, Known(world.resources), world.edges)
              for number, world in enumerate(worlds)]  # fmt: skip
    criticality = worlds[0].criticality
    pieces: dict[int, Assessment] = {}
    return [
        Assessment(graph, criticality, {}, pieces=tuple(
            pieces.setdefault(id(piece), Assessment(piece, criticality, {})) for piece in graph.pieces
        ))
        for graph in put_together(wholes)
    ]  # fmt: skip


def asked_together(*worlds: Any) -> list[list[Any]]:
    """Both environments at once, then each of them."""
    assessments = [world.assessment for world in worlds]
    return [assessments, *([one] for one in assessments)]


def found(*checked: Checked) -> set[object]:
    """What each finding is about, and how bad it is."""
    return {(item.rule, item.severity, one) for run in checked for item in run.findings for one in item.instances}


@settings(max_examples=100, deadline=None)
@given(condition=outward, graph=graphs, edges=links, ends=st.sets(st.integers(0, 3), max_size=2))
def test_an_unknown_end_never_turns_a_verdict_around(
    make_world: Any, condition: dict[str, Any], graph: Any, edges: Any, ends: Any
) -> None:
    """Seen from where the edge leaves; an edge that arrives nowhere cannot be seen from there."""
    known = build(make_world, graph, edges, NOTHING)
    before = known.ask(condition, known.resources[0])
    vague = build(make_world, graph, edges, {**NOTHING, "ends": ends})
    assert vague.ask(condition, vague.resources[0]).verdict in {before.verdict, Verdict.UNKNOWN}


@settings(max_examples=100, deadline=None)
@given(condition=conditions, graph=graphs, edges=links, forget=forgotten)
def test_the_mirror_of_a_verdict_is_its_negation(
    make_world: Any, condition: dict[str, Any], graph: Any, edges: Any, forget: Any
) -> None:
    world = build(make_world, graph, edges, forget)
    there = world.ask(condition, world.resources[0]).verdict
    assert world.ask({"not": condition}, world.resources[0]).verdict == Verdict.PASS - there
