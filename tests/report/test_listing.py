"""What `idlint show` prints: the published schema holds, and any amount of doubled values ends."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from idlint import api
from idlint.document import Declaration, Deployment
from idlint.report.listing import MAX_SHOWN, as_text, listing
from idlint.report.terminal import PLAIN
from idlint.source import Location, Position, Span
from idlint.values import Closed, Origin, Sensitive, Unknown, Value

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads(files("idlint").joinpath("schemas/listing.schema.json").read_text(encoding="utf-8"))
HERE = Span("main.tf", 0, 1)


def listed(**values: Value) -> Any:
    made = Declaration("x_y.z", "x_y", HERE, attributes={"size": 1})
    deployment = Deployment(".", "terraform", "prod", "root", (made,), locals=values)
    return listing([deployment], {}, first_line)


def first_line(_: Location) -> Position:
    return Position(1, 1, 1, 2)


@pytest.mark.parametrize("example", ["bicep_tf", "bicep_tf_resilient"])
def test_the_listing_of_an_example_satisfies_the_published_schema(example: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(api.show([ROOT / "examples" / example]), SCHEMA)


def test_every_kind_of_value_satisfies_the_published_schema() -> None:
    data = listed(
        secret=Sensitive("s"),
        text=Unknown("known after apply", None, ("kv-", Unknown("known after apply", Origin("a.b", ("id",))))),
        some=Unknown("variable without a value", None, [1, None]),
        closed=Closed("condition", {"a": 1}, {"b": Unknown("condition")}),
        plain={"a": [True, "x", 2]},
    )
    jsonschema.validate(data, SCHEMA)
    [deployment] = data["deployments"]
    assert deployment["locals"] == {
        "closed": {"$unknown": "condition", "known": {"a": 1}, "possible": {"b": {"$unknown": "condition"}}},
        "plain": {"a": [True, "x", 2]},
        "secret": {"$sensitive": True},
        "some": {"$unknown": "variable without a value", "known": [1, None]},
        "text": {"$unknown": "known after apply", "text": "kv-${a.b.id}", "refs": ["a.b.id"]},
    }


@pytest.mark.parametrize("key", ["set", "resources"])
def test_the_schema_misses_a_key_that_is_left_out(key: str) -> None:
    data = listed()
    del data["deployments"][0][key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_doubled_values_of_one_deployment_share_what_can_be_shown() -> None:
    doubled: list[Value] = ["x"]
    for _ in range(60):
        doubled.append([doubled[-1], doubled[-1]])
    data = listed(**{f"l{number}": value for number, value in enumerate(doubled)})
    assert json.dumps(data).count("[") < 2 * MAX_SHOWN
    assert data["deployments"][0]["resources"][0]["attributes"] == {"size": 1}


def test_the_text_names_deployments_resources_and_attributes() -> None:
    assert as_text(listed(), PLAIN) == ". [prod] (terraform)\n  x_y.z  main.tf:1\n    size = 1\n"
