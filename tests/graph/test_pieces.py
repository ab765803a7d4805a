"""Environments in pieces: what several have in common is one object, and the whole says what it always said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from idlint.document import Deployment
from idlint.graph.pieces import Whole, islands, put_together
from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.source import Span

Graphs = Callable[[Mapping[str, str]], tuple[ResourceGraph, ...]]

HERE = Span("main.tf", 0, 1)
ROOT = 'provider "azurerm" {\n  features {}\n}\n'


def vault(name: str) -> str:
    return ROOT + f'resource "azurerm_key_vault" "kv" {{\n  name = "{name}"\n  resource_group_name = "rg"\n}}\n'


def app(vault: str) -> str:
    return ROOT + (
        f'data "azurerm_key_vault" "kv" {{\n  name = "{vault}"\n  resource_group_name = "rg"\n}}\n'
        'resource "azurerm_linux_web_app" "x" {\n  app_settings = {\n'
        '    S = "@Microsoft.KeyVault(SecretUri=${data.azurerm_key_vault.kv.vault_uri}secrets/s)"\n  }\n}\n'
    )


SHARED = vault("kv").replace('"kv"\n', '"kv-${var.name}"\n') + 'variable "name" {}\n'
SETS = {
    "own/main.tf": SHARED,
    "own/dev.tfvars": 'name = "dev"\n',
    "own/prod.tfvars": 'name = "prod"\n',
}


def test_what_environments_have_in_common_is_one_piece(graphs: Graphs) -> None:
    dev, prod = graphs({**SETS, "core/main.tf": vault("kv-core"), "app/main.tf": app("kv-core")})
    [common] = {id(piece) for piece in dev.pieces} & {id(piece) for piece in prod.pieces}
    [piece] = [piece for piece in dev.pieces if id(piece) == common]
    assert {place for place, _ in piece.places} == {"core", "app"}
    assert {place for one in dev.pieces for place, _ in one.places} == {"core", "app", "own"}


def test_what_finds_something_in_one_environment_only_is_no_common_piece(graphs: Graphs) -> None:
    dev, prod = graphs({**SETS, "app/main.tf": app("kv-prod")})
    links = [[edge for edge in graph.edges if edge.type == "depends_on"] for graph in (dev, prod)]
    assert [[edge.target and edge.target.set for edge in found] for found in links] == [[], ["prod"]]
    assert not {id(piece) for piece in dev.pieces} & {id(piece) for piece in prod.pieces}


def test_what_only_one_environment_makes_ambiguous_is_found_in_the_other(graphs: Graphs) -> None:
    dev, prod = graphs({**SETS, "core/main.tf": vault("kv-dev"), "app/main.tf": app("kv-dev")})
    links = [[edge for edge in graph.edges if edge.type == "depends_on"] for graph in (dev, prod)]
    assert [[edge.target and edge.target.deployment for edge in found] for found in links] == [[], ["core"]]


def test_a_single_environment_is_one_piece(graphs: Graphs) -> None:
    (graph,) = graphs({"core/main.tf": vault("kv-core"), "app/main.tf": app("kv-other")})
    assert graph.pieces == (graph,)


def test_who_keeps_its_state_in_an_account_belongs_to_it() -> None:
    def resource(path: str, kind: str, **values: str) -> Resource:
        properties = {name: Property(value, HERE) for name, value in values.items()}
        return Resource(Key(path, "", "x"), kind, kind, frozenset(), "platform", "managed", HERE, properties)

    known = Known([
        resource("app", "terraform_backend", account="ststate"),
        resource("bootstrap", "storage_account", name="ststate"),
        resource("other", "storage_account", name="stother"),
    ])  # fmt: skip
    deployments = [Deployment(path, "terraform", "", "root") for path in ("app", "bootstrap", "other")]
    found = [[one.path for one in island.deployments] for island in islands(Whole("", deployments, known, ()))]
    assert found == [["app", "bootstrap"], ["other"]]


PLACES = [("a", ""), ("b", ""), ("c", ""), ("d", "dev"), ("p", "prod")]
DEPLOYMENTS = [Deployment(path, "terraform", set_, "root") for path, set_ in PLACES]
NAMES = st.sampled_from(["x", "y"])
ENDS = st.tuples(st.sampled_from(PLACES), NAMES)


def key(end: tuple[tuple[str, str], str]) -> Key:
    (path, set_), name = end
    return Key(path, set_, name)


def whole(name: str, resources: Mapping[Key, Resource], ends: Iterable[tuple[Key, Key | None]]) -> Whole:
    """What there is of it in one environment."""
    here = [one for one in DEPLOYMENTS if one.set in {"", name}]
    known = Known(item for item in resources.values() if item.key.set in {"", name})
    edges = [Edge("depends_on", source, target, "x", HERE) for source, target in ends
             if source in known.by_key and (target is None or target in known.by_key)]  # fmt: skip
    return Whole(name, here, known, edges)


@given(
    st.sets(ENDS),
    st.lists(st.tuples(ENDS, st.one_of(st.none(), ENDS)), max_size=12),
)
def test_a_graph_in_pieces_says_what_a_graph_in_one_says(
    made: set[tuple[tuple[str, str], str]],
    ends: list[tuple[tuple[tuple[str, str], str], tuple[tuple[str, str], str] | None]],
) -> None:
    resources = {
        one: Resource(one, "t", "web_app", frozenset({"workload"}), "platform", "managed", HERE)
        for one in map(key, sorted(made))
    }
    pairs = [(key(source), target and key(target)) for source, target in ends]
    environments = [whole(name, resources, pairs) for name in ("dev", "prod")]
    for one, graph in zip(environments, put_together(environments), strict=True):
        plain = ResourceGraph(one.name, one.deployments, one.known, Links(one.edges))
        assert list(graph.resources) == list(plain.resources)
        assert sorted(graph.edges, key=repr) == sorted(plain.edges, key=repr)
        for name in plain.resources:
            assert graph.out(name, "depends_on") == plain.out(name, "depends_on")
            assert graph.into(name, "depends_on") == plain.into(name, "depends_on")
        assert sum(len(piece.resources) for piece in graph.pieces) == len(plain.resources)
        assert sum(len(piece.deployments) for piece in graph.pieces) == len(plain.deployments)
        for piece in graph.pieces:
            assert all(edge.target is None or edge.target in piece.resources for edge in piece.edges)
