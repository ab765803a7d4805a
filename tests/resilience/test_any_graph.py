"""Any graph is assessed without an error, whatever its values are, and every tree can be cut and replayed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.document import Declaration, Deployment
from idlint.graph.pieces import Whole, put_together
from idlint.graph.resources import EDGE_TYPES, Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.assess import assess, assess_all
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.outages import STATES, Outage, evaluate_all
from idlint.settings import Settings
from idlint.source import Span
from idlint.values import Origin, Sensitive, Unknown, Value

TODAY = date(2026, 11, 22)
CATALOGUE = Catalogue(compile_catalogue([Path(__file__).parents[2] / "domains"]))
HERE = Span("main.tf", 0, 1)
KINDS = (
    "web_app", "function_app", "virtual_machine_scale_set", "kubernetes_cluster", "container_app", "ec2_instance",
    "lambda_function", "storage_account", "key_vault", "container_registry", "managed_identity", "application",
    "service_principal", "application_credential", "federated_credential", "role_assignment", "deployment_job",
    "cloud_login", "build_agent_pool", "service_connection",
)  # fmt: skip
PROPERTIES = (
    "region", "settings", "local_auth", "customer_managed_key", "redundancy", "image_pull_identities", "tokens", "name",
    "image_pull_identity", "service_principal", "issuer", "expires", "certificate", "hosting", "dialect", "cloud",
    "method", "job", "condition", "continue_on_error", "chained", "scheme", "custom_data", "extensions", "tags",
)  # fmt: skip
ADDRESSES = tuple(f"r{number}" for number in range(8))

PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=6),
    st.sampled_from(["westeurope", "azure", "oidc", "managed-identity", "self-hosted", "github_actions", "2020-01-01"]),
)  # fmt: skip
UNKNOWNS = st.builds(
    Unknown, st.just("not known"), st.one_of(st.none(), st.builds(Origin, st.sampled_from(ADDRESSES))),
    st.one_of(st.none(), st.lists(PLAIN, max_size=2), st.dictionaries(st.text(max_size=4), PLAIN, max_size=2)),
)  # fmt: skip
NAMES = st.sampled_from(["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "X", "X__clientSecret"])
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(PLAIN, UNKNOWNS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3), st.builds(Sensitive, inner)
    ),
    max_leaves=6,
)  # fmt: skip
ROLES = st.one_of(st.just("Storage Blob Data Owner"), VALUES)
ARGUMENTS = ("use_msi", "use_oidc", "client_secret", "access_key", "storage_account_name")


def made(address: str, kind: str, values: dict[str, Value], maybe: str) -> Resource:
    workload = KINDS.index(kind) < 7
    properties = {name: Property(value, HERE) for name, value in values.items()}
    traits = frozenset({"workload"} if workload else set[str]())
    return Resource(Key(".", "", address), "azurerm_x", kind, traits, "platform", "managed", HERE, properties, maybe)


RESOURCES = st.lists(
    st.builds(
        made, st.sampled_from(ADDRESSES), st.sampled_from(KINDS),
        st.dictionaries(st.sampled_from(PROPERTIES), VALUES, max_size=6), st.sampled_from(["", "count is unknown"]),
    ),
    max_size=8,
)  # fmt: skip
EDGES = st.lists(
    st.builds(
        lambda type_, source, target, detail, maybe: Edge(
            type_, Key(".", "", source), Key(".", "", target) if target else None, "x", HERE, "", maybe, "high", detail
        ),
        st.sampled_from(EDGE_TYPES), st.sampled_from(ADDRESSES), st.sampled_from([*ADDRESSES, ""]),
        st.fixed_dictionaries({}, optional={"role": ROLES, "method": VALUES, "setting": VALUES, "identity": VALUES}),
        st.sampled_from(["", "not sure"]),
    ),
    max_size=16,
)  # fmt: skip
BLOCKS = st.lists(
    st.builds(
        lambda type_, name, attributes: Declaration(type_, type_, HERE, name=name, attributes=attributes),
        st.sampled_from(["terraform.backend", "terraform.provider"]),
        st.sampled_from(["azurerm", "s3", "remote", "aws", "google", "x"]),
        st.dictionaries(st.sampled_from(ARGUMENTS), VALUES),
    ),
    max_size=3,
)  # fmt: skip


@given(RESOURCES, EDGES, BLOCKS)
@settings(max_examples=150, deadline=None)
def test_any_graph_is_assessed_and_replayed(
    resources: list[Resource], edges: list[Edge], blocks: list[Declaration]
) -> None:
    deployment = Deployment(".", "terraform", "", "root", tuple(blocks))
    present = {resource.key for resource in resources}
    linked = [edge for edge in edges if edge.source in present and (edge.target is None or edge.target in present)]
    graph = ResourceGraph("", (deployment,), Known(resources), Links(linked))
    found = assess(graph, Settings(), CATALOGUE, TODAY)
    outage = Outage({"azure/managed-identity": 1.0, "azure/entra@*": 30.0}, frozenset({"github/actions"}))
    for verdicts in evaluate_all(found.needs, outage, CATALOGUE).values():
        assert set(verdicts) == {"run", "start", "deploy"}
        assert all(verdict.state in STATES for verdict in verdicts.values())


PLACES = (("a", ""), ("b", ""), ("c", ""), ("own", "dev"), ("own", "prod"))
WITH_PLACES = st.lists(st.sampled_from(PLACES), min_size=24, max_size=24)


@given(RESOURCES, EDGES, BLOCKS, WITH_PLACES)
@settings(max_examples=100, deadline=None)
def test_environments_in_pieces_are_assessed_as_if_they_were_one_piece_each(
    resources: list[Resource], edges: list[Edge], blocks: list[Declaration], places: list[tuple[str, str]]
) -> None:
    where = dict(zip(ADDRESSES, places, strict=False))
    placed = [item._replace(key=Key(*where[item.address], item.address)) for item in resources]
    deployments = [Deployment(path, "terraform", set_, "root", tuple(blocks)) for path, set_ in PLACES]
    linked = [
        edge._replace(
            source=Key(*where[edge.source.address], edge.source.address),
            target=edge.target and Key(*where[edge.target.address], edge.target.address),
        )
        for edge in edges
    ]
    environments = [_environment(name, deployments, placed, linked) for name in ("dev", "prod")]
    joint = assess_all(put_together(environments), Settings(), CATALOGUE, TODAY)
    for one, found in zip(environments, joint, strict=True):
        plain = assess(
            ResourceGraph(one.name, one.deployments, one.known, Links(one.edges)), Settings(), CATALOGUE, TODAY
        )
        assert found.criticality == plain.criticality
        assert found.needs == plain.needs
        assert {key: dict(cuts) for key, cuts in found.cuts.items()} == {
            key: dict(cuts) for key, cuts in plain.cuts.items()
        }
        assert {key: set(names) for key, names in found.derived.items()} == {
            key: set(names) for key, names in plain.derived.items()
        }


def _environment(
    name: str, deployments: list[Deployment], resources: list[Resource], edges: list[Edge]
) -> Whole:  # fmt: skip
    known = Known(item for item in resources if item.key.set in {"", name})
    here = [
        edge for edge in edges if edge.source in known.by_key and (edge.target is None or edge.target in known.by_key)
    ]
    return Whole(name, [one for one in deployments if one.set in {"", name}], known, here)
