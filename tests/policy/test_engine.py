"""From verdicts to findings: places, messages, severities, confidences, merging, crashes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from idlint.errors import RuleCrashed
from idlint.graph.resources import Known, Links, Property, Resource, ResourceGraph
from idlint.policy.engine import check
from idlint.policy.findings import Instance, UnknownVerdict
from idlint.policy.outcome import FAILED, PASSED, Evidence, Outcome, Verdict, unknown
from idlint.resilience.assessment import Assessment
from idlint.settings import Settings
from idlint.source import Span
from idlint.values import Origin, Sensitive, Unknown

REGION = Unknown("variable without a value", Origin("var.region"))
BY_LEVEL = {"mission-critical": "critical", "high": "high", "standard": "low"}
WHEN = {"property": "sku", "equals": "Standard"}


def bad(world: Any, address: str = "s.a", **fields: Any) -> Resource:
    made: Resource = world.add(address, "storage_account", **{"redundancy": "LRS", **fields})
    return made


# Places


def test_a_finding_is_at_the_failing_property(world: Any, make_rule: Any) -> None:
    store = bad(world)
    finding = world.only(make_rule())
    assert (finding.location, finding.property) == (store.property("redundancy").location, "redundancy")
    assert (finding.header, finding.kind) == (store.header, "storage_account")


def test_without_anything_written_it_is_at_the_header(world: Any, make_rule: Any) -> None:
    store = world.add("s.a", "storage_account")
    finding = world.only(make_rule())
    assert (finding.location, finding.property) == (store.header, "")


@pytest.mark.parametrize("inside", [False, True])
def test_what_is_derived_is_at_the_property_it_comes_from_or_beside_the_header(
    world: Any, make_rule: Any, inside: bool
) -> None:
    place = Span("main.tf", 520, 530) if inside else Span("roles.tf", 0, 9)
    app = world.add("w.a", "web_app", "workload", properties={"settings": Property({}, Span("main.tf", 500, 600))})
    world.derived[app.key]["run.single_points"] = Property(["azure/entra"], place)
    rule = make_rule(kinds=("workload",), require={"property": "run.single_points", "empty": True})
    finding = world.only(rule)
    assert finding.location == (place if inside else app.header)
    labels = [(item.location, item.label) for item in finding.related]
    assert labels == ([] if inside else [(place, "run.single_points is azure/entra")])


def test_related_places_say_what_they_are_and_calls_how_the_place_is_reached(world: Any, rules: Any) -> None:
    app = world.add("w.app", "web_app", "workload", region="northeurope", callers=(world.call("module.app"),))
    identity = world.add("i.id", "managed_identity", region="westeurope")
    edge = world.link("uses_identity", app, identity, explanation="identity_ids names i.id")
    finding = world.only(rules["identity-region-mismatch"])
    assert finding.location == app.property("region").location
    assert [(item.location, item.label) for item in finding.related] == [
        (edge.location, "identity_ids names i.id"),
        (identity.property("region").location, "i.id: region is westeurope"),
    ]
    assert [item.label for item in finding.flow] == ["called here"]
    assert finding.message == "w.app runs in northeurope with an identity of another region: i.id is in westeurope"


# What is said


def test_a_message_shows_absent_secret_and_long_values(world: Any, make_rule: Any) -> None:
    bad(world, password=Sensitive("hunter2"), tags=["a", "b"], text="x" * 200)
    rule = make_rule(
        message="{resource}: {password}, {tags}, {nothing}, {deployment}, {criticality}, {related}, {text}"
    )
    message = world.only(rule).message
    assert message.startswith("s.a: (sensitive), a, b, not set, ., standard, another resource, xxx")
    assert message.endswith("…")


def test_unknown_is_counted_and_never_a_finding(world: Any, make_rule: Any) -> None:
    bad(world, redundancy=REGION)
    checked = world.check(make_rule())
    assert checked.findings == ()
    assert checked.unknown == (UnknownVerdict("bad-thing", "s.a", "variable without a value", ".", ""),)


@pytest.mark.parametrize(
    ("sku", "redundancy", "expected"),
    [
        ("Standard", "LRS", "finding"),
        ("Standard", "GRS", "nothing"),
        ("Standard", REGION, "unknown"),
        ("Premium", "LRS", "nothing"),
        ("Premium", REGION, "nothing"),
        (REGION, "LRS", "unknown"),
        (REGION, "GRS", "nothing"),
        (REGION, REGION, "unknown"),
    ],
)
def test_when_implies_require(world: Any, make_rule: Any, sku: Any, redundancy: Any, expected: str) -> None:
    bad(world, sku=sku, redundancy=redundancy)
    checked = world.check(make_rule(when=WHEN))
    assert expected == ("finding" if checked.findings else "unknown" if checked.unknown else "nothing")


def test_forbid_is_the_mirror_of_require(world: Any, make_rule: Any) -> None:
    bad(world)
    assert world.check(make_rule(forbid={"property": "redundancy", "equals": "GRS"})).findings == ()
    assert len(world.check(make_rule(forbid={"property": "redundancy", "equals": "LRS"})).findings) == 1


def test_what_is_only_read_here_is_somebody_elses(world: Any, make_rule: Any) -> None:
    bad(world, mode="data")
    bad(world, "s.b", mode="existing")
    assert world.check(make_rule()).findings == ()


def test_a_rule_about_a_trait_reaches_every_kind_that_has_it(world: Any, make_rule: Any) -> None:
    world.add("w.a", "web_app", "workload")
    world.add("v.a", "virtual_machine", "workload")
    checked = world.check(make_rule(kinds=("workload",)))
    assert sorted(finding.kind for finding in checked.findings) == ["virtual_machine", "web_app"]


# Severity and confidence


@pytest.mark.parametrize(
    ("level", "declared", "severity"),
    [
        ("mission-critical", True, "critical"),
        ("high", True, "high"),
        ("high", False, "medium"),
        ("standard", True, "low"),
        ("standard", False, "low"),
        ("low", True, None),
    ],
)
def test_severity_follows_criticality(
    world: Any, make_rule: Any, level: str, declared: bool, severity: str | None
) -> None:
    bad(world, level=level, declared=declared)
    findings = world.check(make_rule(severity=BY_LEVEL)).findings
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_an_assumed_criticality_is_said(world: Any, make_rule: Any) -> None:
    bad(world, level="high", declared=False)
    (note,) = world.only(make_rule(severity=BY_LEVEL)).notes
    assert note == "criticality high is assumed from `prod`, so the severity is at most medium"


def test_one_word_is_the_severity_whatever_the_criticality(world: Any, make_rule: Any) -> None:
    bad(world, level="low", declared=False)
    finding = world.only(make_rule(severity="critical"))
    assert (finding.severity, finding.notes) == ("critical", ())


def test_out_of_reach_is_not_even_unknown(world: Any, make_rule: Any) -> None:
    bad(world, level="low", redundancy=REGION)
    assert world.check(make_rule(severity=BY_LEVEL)).unknown == ()


FOUR_DEFAULTS = Property("LRS", None, ("var.a", "var.b", "var.c", "var.d"))


@pytest.mark.parametrize(
    ("fields", "confidence", "note"),
    [
        ({"maybe": "count is unknown"}, "medium", "if created: count is unknown"),
        ({"assumed": ("var.enabled",)}, "medium", "var.enabled is a default that no variable set confirms"),
        (
            {"properties": {"redundancy": FOUR_DEFAULTS}},
            "medium",
            "var.a, var.b, var.c and 1 more are defaults that nothing confirms",
        ),
        ({"maybe": "count is unknown", "assumed": ("var.enabled",)}, "low", "if created: count is unknown"),
    ],
)
def test_each_kind_of_doubt_is_a_step_in_confidence(
    world: Any, make_rule: Any, fields: dict[str, Any], confidence: str, note: str
) -> None:
    bad(world, **fields)
    finding = world.only(make_rule())
    assert finding.confidence == confidence
    assert note in finding.notes


def test_an_assumption_in_the_condition_when_is_a_doubt_as_well(world: Any, make_rule: Any) -> None:
    bad(world, properties={"sku": Property("Standard", None, ("var.sku",))})
    assert world.only(make_rule(when=WHEN)).confidence == "medium"


def test_ends_that_were_matched_by_name_are_a_doubt(world: Any, rules: Any) -> None:
    app = world.add("w.app", "web_app", "workload", region="northeurope")
    identity = world.add("i.id", "managed_identity", region="westeurope")
    world.link("uses_identity", app, identity, confidence="medium", explanation="same name")
    finding = world.only(rules["identity-region-mismatch"])
    assert (finding.confidence, finding.notes) == ("medium", ("matched by name: same name",))


# Merging

PLACE = Property("LRS", Span("main.tf", 900, 910))


def test_instances_of_one_place_are_one_finding_with_the_worst_severity(world: Any, make_rule: Any) -> None:
    for name, level in [("b", "high"), ("a", "standard"), ("c", "low")]:
        bad(world, f's.x["{name}"]', level=level, properties={"redundancy": PLACE})
    finding = world.only(make_rule(severity=BY_LEVEL, message="{resource} is {criticality}"))
    assert (finding.severity, finding.message) == ("high", 's.x["b"] is high')
    assert [item.address for item in finding.instances] == ['s.x["a"]', 's.x["b"]']


def test_environments_are_merged_by_place_and_one_instance_counts_once(make_world: Any, make_rule: Any) -> None:
    assessments: list[Assessment] = []
    for name in ("prod", "dev", "dev"):
        world = make_world(name)
        bad(world, properties={"redundancy": PLACE}, level="high" if name == "prod" else "standard")
        assessments.append(world.assessment)
    (finding,) = check(assessments, [make_rule(severity=BY_LEVEL)], Settings(), world.now).findings
    assert finding.severity == "high"
    assert finding.instances == (Instance("s.a", ".", "dev"), Instance("s.a", ".", "prod"))


def test_the_order_of_environments_and_resources_changes_nothing(make_world: Any, make_rule: Any) -> None:
    worlds = [make_world("prod"), make_world("dev")]
    for world in worlds:
        for address in ("s.a", "s.b"):
            bad(world, address, properties={"redundancy": PLACE}, header=PLACE.location)
    forward = check([world.assessment for world in worlds], [make_rule()], Settings(), world.now)
    for world in worlds:
        world.resources.reverse()
    backward = check([world.assessment for world in reversed(worlds)], [make_rule()], Settings(), world.now)
    assert forward == backward


# Check functions


def run(world: Any, make_rule: Any, function: Any) -> Any:
    return world.check(make_rule(check="acme"), checks={"acme": function})


def test_a_registered_function_decides_in_place_of_a_condition(world: Any, make_rule: Any) -> None:
    store = bad(world)
    place = Span("main.tf", 1, 2)

    def acme(resource: Resource, assessment: Assessment) -> Outcome:
        assert assessment.graph.resources[resource.key] is resource
        evidence = Evidence(resource.key, place, "redundancy", "LRS")
        return Outcome(Verdict.FAIL, "", (evidence,), message="{resource}: acme says no to {redundancy}")

    (finding,) = run(world, make_rule, acme).findings
    assert (finding.location, finding.message) == (place, "s.a: acme says no to LRS")
    assert finding.header == store.header


def test_a_registered_function_can_say_several_things(world: Any, make_rule: Any) -> None:
    bad(world)

    def acme(resource: Resource, assessment: Assessment) -> Iterable[Outcome]:
        yield PASSED
        yield unknown("cannot tell")
        yield FAILED._replace(evidence=(Evidence(resource.key, Span("main.tf", 1, 2), "redundancy"),))
        yield FAILED

    checked = run(world, make_rule, acme)
    assert (len(checked.findings), [item.reason for item in checked.unknown]) == (2, ["cannot tell"])


def test_a_registered_function_is_called_once_for_each_resource(world: Any, make_rule: Any) -> None:
    bad(world)
    called: list[str] = []

    def acme(resource: Resource, assessment: Assessment) -> Outcome:
        called.append(resource.key.address)
        return FAILED

    assert len(run(world, make_rule, acme).findings) == 1
    assert called == ["s.a"]


class Asked:
    """A check function that remembers what it was asked."""

    def __init__(self, *, follows_links: bool) -> None:
        self.follows_links = follows_links
        self.calls: list[tuple[Resource, Assessment]] = []

    def __call__(self, resource: Resource, assessment: Assessment) -> Outcome:
        self.calls.append((resource, assessment))
        return FAILED


@pytest.mark.parametrize(("follows_links", "calls"), [(True, 1), (False, 2)])
def test_a_registered_function_that_follows_links_is_called_once_for_what_environments_share(
    make_world: Any, make_rule: Any, *, follows_links: bool, calls: int
) -> None:
    shared = make_world()
    store = bad(shared)
    piece = shared.assessment
    whole = [piece._replace(graph=ResourceGraph(name, (), Known([store]), Links(), [piece.graph]), pieces=(piece,))
             for name in ("dev", "prod")]  # fmt: skip
    acme = Asked(follows_links=follows_links)
    found = check(whole, [make_rule(check="acme", require=None)], Settings(), shared.now, checks={"acme": acme})
    assert (len(found.findings), len(acme.calls)) == (1, calls)


def test_a_rule_that_crashes_names_rule_resource_and_file(world: Any, make_rule: Any) -> None:
    bad(world)

    def acme(resource: Resource, assessment: Assessment) -> Outcome:
        raise ZeroDivisionError("by zero")

    with pytest.raises(RuleCrashed) as caught:
        run(world, make_rule, acme)
    assert str(caught.value) == "rule-crashed: bad-thing failed on s.a (main.tf): ZeroDivisionError: by zero"
    assert (caught.value.rule, caught.value.resource, caught.value.path) == ("bad-thing", "s.a", "main.tf")


def test_options_come_from_the_configuration_or_their_defaults(world: Any, make_rule: Any) -> None:
    bad(world, copies=2)
    options = {"least": {"type": "integer", "default": 3, "description": "copies"}}
    rule = make_rule(require={"property": "copies", "at_least": {"option": "least"}}, options=options)
    assert len(world.check(rule).findings) == 1
    assert world.check(rule, settings=Settings(options={rule.id: {"least": 2}})).findings == ()


def test_findings_carry_what_the_rule_says(world: Any, make_rule: Any) -> None:
    bad(world)
    finding = world.only(make_rule(conflicts=("Checkov CKV_1",)))
    assert (finding.family, finding.area, finding.conflicts) == ("testing", "platform", ("Checkov CKV_1",))


def test_a_rule_can_speak_once_a_file(world: Any, make_rule: Any) -> None:
    later, first = (bad(world, f"s.{start}", header=Span("a.tf", start, start + 5)) for start in (40, 10))
    places = [store.property("redundancy").location or store.header for store in (later, first)]
    finding = world.only(make_rule(once="file"))
    assert finding.location == min(places)
    assert (max(places), "here too") in finding.related
    assert len(finding.instances) == 2
