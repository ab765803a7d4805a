"""Graphs made of real Terraform text: files in, one graph (or several) out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import strategies as st

from idlint.discovery import discover
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary, demand, load_vocabulary
from idlint.graph.resources import Edge, Property, Resource, ResourceGraph
from idlint.languages import terraform
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Origin, Sensitive, Unknown, Value

KINDS = Path(__file__).parents[2] / "kinds"

Graphs = Callable[[Mapping[str, str]], tuple[ResourceGraph, ...]]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary([KINDS])


@pytest.fixture
def graphs(tmp_path: Path, vocabulary: Vocabulary) -> Graphs:
    """`graphs({path: text})` writes a repository and gives its graphs."""

    def make(files: Mapping[str, str]) -> tuple[ResourceGraph, ...]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        tree = SourceTree(tmp_path)
        units = terraform.units(tree, discover(tree).files, (), Settings())
        documents = [terraform.load(tree, unit, demand(vocabulary), Settings()) for unit in units]
        return build(documents, vocabulary)

    return make


class Shown:
    """One graph, asked by address: for short assertions."""

    def __init__(self, graph: ResourceGraph) -> None:
        self.graph = graph

    def resource(self, address: str) -> Resource:
        return next(resource for resource in self.graph.resources.values() if resource.address == address)

    def property(self, address: str, name: str) -> Property:
        return self.resource(address).property(name)

    def value(self, address: str, name: str) -> object:
        return self.property(address, name).value

    def edges(self, type: str, source: str = "") -> list[Edge]:
        return [edge for edge in self.graph.edges if edge.type == type and source in {"", edge.source.address}]

    def targets(self, type: str, source: str = "") -> list[str | None]:
        return [edge.target and edge.target.address for edge in self.edges(type, source)]


@pytest.fixture
def graph(graphs: Graphs) -> Callable[[str], Shown]:
    """`graph(text)` is the only graph of a root with one file."""

    def make(text: str) -> Shown:
        found = graphs({"main.tf": 'provider "azurerm" {\n  features {}\n}\n' + text})
        assert len(found) == 1
        return Shown(found[0])

    return make


ADDRESSES = [
    "azurerm_key_vault.kv", "azurerm_storage_account.st", 'azurerm_linux_web_app.app["a"]', "azurerm_linux_web_app.app",
    "data.azurerm_key_vault.kv", "var.x", "azurerm_user_assigned_identity.id", "azapi_resource.x",
]  # fmt: skip
TEXTS = [
    "kv", "st", "", "true", "global", "2027-01-01", "AccountKey=x", "SystemAssigned", "Microsoft.Web/sites@2022-03-01",
    "@Microsoft.KeyVault(VaultName=kv;SecretName=s)", "https://kv.vault.azure.net/secrets/s", "\x010\x02",
    "/subscriptions/x/providers/Microsoft.KeyVault/vaults/kv", "/providers//", '{"properties": {"siteConfig": 1}}',
]  # fmt: skip


@pytest.fixture(scope="session")
def values() -> st.SearchStrategy[Value]:
    """Any value that an evaluator may give, of shapes that the graph looks at."""
    texts = st.sampled_from(TEXTS) | st.text(max_size=8)
    keys = st.sampled_from(
        ["type", "name", "id", "principal_id", "identity_ids", "value", "key_vault_secret_id", "body"]
    )
    origins = st.none() | st.builds(
        Origin, st.sampled_from(ADDRESSES), st.lists(keys | st.integers(0, 2), max_size=3).map(tuple)
    )
    leaves: st.SearchStrategy[Value] = (
        st.none() | st.booleans() | st.integers() | st.just(10**5000) | st.decimals() | texts
    )

    def deeper(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        lists = st.lists(inner, max_size=3)
        maps = st.dictionaries(keys | texts, inner, max_size=3)
        known = st.none() | lists | maps | lists.map(tuple)
        return lists | maps | st.builds(Sensitive, inner) | st.builds(Unknown, st.just("later"), origins, known)

    return leaves | deeper(leaves | deeper(leaves | deeper(leaves)))
