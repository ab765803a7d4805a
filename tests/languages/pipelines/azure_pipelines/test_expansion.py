"""Template expressions in the structure of a file: conditions, loops, insertions, and what stays in doubt."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from idlint.languages.pipelines.azure_pipelines.expansion import CONDITION, LOOP, expand
from idlint.languages.pipelines.azure_pipelines.parameters import declared, of_pipeline
from idlint.languages.pipelines.azure_pipelines.scope import Run, Scope
from idlint.languages.pipelines.azure_pipelines.tree import Fields, Items, Tree, value_of
from idlint.languages.pipelines.model import NOT_DEFAULT
from idlint.languages.yamlsyntax import MappingNode, parse
from idlint.settings import Settings
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Unknown, text


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    """A scope with parameters: `env` is chosen (by default `dev`), `list` and `map` are known."""
    node = root(
        """
        - {name: env, type: string, default: dev}
        - {name: flag, type: boolean}
        - name: list
          type: object
          default: [{name: a}, {name: b}]
        - {name: map, type: object, default: {x: 1, y: 2}}
        - {name: none, type: stepList, default: []}
        """
    )
    bare = Scope(Run(SourceTree(tmp_path), Settings()), Fields(Span("p.yml", 0, 0)))
    return bare._replace(parameters=of_pipeline(declared(node), bare))


def root(source: str) -> Any:
    return parse(SourceFile("p.yml", dedent(source).encode())).root


def expanded(source: str, scope: Scope) -> Tree:
    node = root(source)
    assert node is not None
    found: Tree = expand(node, scope)
    return found


def doubts(tree: Tree) -> list[tuple[str, str]]:
    """The elements or keys of a tree, with why they may not be there."""
    if isinstance(tree, Items):
        return [(text(value_of(entry.tree)), entry.maybe) for entry in tree.items]
    assert isinstance(tree, Fields)
    return [(name, entry.maybe) for name, entry in tree.entries.items()]


def test_known_branches_are_taken_or_left_out(scope: Scope) -> None:
    tree = expanded(
        """
        - ${{ if eq(1, 2) }}:
          - left out
        - ${{ elseif eq(1, 1) }}:
          - taken
        - ${{ else }}:
          - not reached
        - always
        """,
        scope,
    )
    assert value_of(tree) == ["taken", "always"]


def test_the_branch_of_the_defaults_exists_and_the_others_may(scope: Scope) -> None:
    tree = expanded(
        """
        - ${{ if eq(parameters.env, 'prod') }}:
          - prod
        - ${{ elseif eq(parameters.env, 'dev') }}:
          - dev
        - ${{ else }}:
          - other
        """,
        scope,
    )
    assert doubts(tree) == [("prod", NOT_DEFAULT), ("dev", ""), ("other", NOT_DEFAULT)]


def test_both_branches_of_an_unknown_condition_are_kept(scope: Scope) -> None:
    tree = expanded(
        """
        - ${{ if eq(variables['Build.Reason'], 'Manual') }}:
          - a
        - ${{ else }}:
          - b
        """,
        scope,
    )
    assert doubts(tree) == [("a", CONDITION), ("b", CONDITION)]


def test_a_parameter_without_default_leaves_both_in_doubt(scope: Scope) -> None:
    tree = expanded("- ${{ if parameters.flag }}:\n  - a\n- ${{ else }}:\n  - b\n", scope)
    assert [maybe for _, maybe in doubts(tree)] == [CONDITION, CONDITION]


def test_a_mapping_that_an_if_inserts_into_a_list_is_one_element(scope: Scope) -> None:
    tree = expanded("- ${{ if eq(1, 1) }}:\n    script: x\n- ${{ if eq(1, 2) }}:\n    script: y\n", scope)
    assert value_of(tree) == [{"script": "x"}]


def test_loops_over_lists_and_mappings(scope: Scope) -> None:
    tree = expanded(
        """
        ${{ each item in parameters.list }}:
          name_${{ item.name }}: ${{ item.name }}
        ${{ each pair in parameters.map }}:
          ${{ pair.key }}: ${{ pair.value }}
        steps:
        - ${{ each item in parameters.list }}:
          - ${{ each inner in parameters.map }}:
            - ${{ item.name }}${{ inner.key }}
        """,
        scope,
    )
    assert value_of(tree) == {
        "name_a": "a",
        "name_b": "b",
        "x": "1",
        "y": "2",
        "steps": ["ax", "ay", "bx", "by"],
    }


def test_a_loop_over_an_unknown_collection_has_one_round_in_doubt(scope: Scope) -> None:
    tree = expanded("- ${{ each x in variables.list }}:\n  - name ${{ x }}\n", scope)
    assert [maybe for _, maybe in doubts(tree)] == [LOOP]


def test_lists_are_spliced_and_mappings_inserted(scope: Scope) -> None:
    tree = expanded(
        """
        steps:
        - first
        - ${{ parameters.list }}
        - ${{ parameters.none }}
        env:
          ${{ insert }}: ${{ parameters.map }}
          own: z
        """,
        scope,
    )
    assert value_of(tree) == {"steps": ["first", {"name": "a"}, {"name": "b"}], "env": {"x": "1", "y": "2", "own": "z"}}


def test_what_two_branches_give_differently_is_unknown_and_what_they_share_is_not(scope: Scope) -> None:
    tree = expanded(
        """
        ${{ if variables.x }}:
          pool: a
          same: s
        ${{ else }}:
          pool: b
          same: s
        """,
        scope,
    )
    assert isinstance(tree, Fields)
    assert isinstance(value_of(tree.entries["pool"].tree), Unknown)
    assert value_of(tree.entries["same"].tree) == "s"


def test_a_text_around_an_unknown_keeps_its_pieces(scope: Scope) -> None:
    value = value_of(expanded("rg-${{ parameters.env }}-${{ lower('X') }}", scope))
    assert isinstance(value, Unknown)
    assert text(value) == "rg-${parameters.env}-x"


def test_an_expression_alone_keeps_its_type(scope: Scope) -> None:
    assert value_of(expanded("${{ eq('a', 'A') }}", scope)) is True
    assert value_of(expanded("is ${{ eq('a', 'A') }}", scope)) == "is True"
    assert value_of(expanded("${{ 'literally ${{ this }}' }}", scope)) == "literally ${{ this }}"


@pytest.mark.parametrize(
    "source",
    [
        "a: ${{ eq(1) }}",
        "a: ${{ nosuch(1) }}",
        "a: ${{ unknowncontext.x }}",
        "a: ${{ 'open }}",
        "a: ${{ never closed",
        "- ${{ if eq( }}:\n  - x",
        "- ${{ each x of y }}:\n  - x",
        "- ${{ else }}:\n  - x",
        "${{ if eq(1) }}:\n  a: b",
    ],
)
def test_an_expression_that_does_not_parse_is_one_problem(source: str, scope: Scope) -> None:
    expanded(source, scope)
    assert [problem.message.startswith("an expression cannot be read: ") for problem in scope.run.problems] == [True]


def test_variables_are_visible_below_and_after_them(scope: Scope) -> None:
    node = root(
        """
        variables:
          region: westeurope
          group: rg-${{ variables.region }}
        steps:
        - ${{ variables.group }}
        - ${{ variables['REGION'] }}
        """
    )
    from idlint.languages.pipelines.azure_pipelines.variables import grown

    scope.run.grow = grown
    assert isinstance(node, MappingNode)
    tree = expand(node, scope)
    assert isinstance(tree, Fields)
    assert text(value_of(tree.entries["steps"].tree)) == "[rg-westeurope, westeurope]"
