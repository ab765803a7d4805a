"""What a deployment of a template is passed."""

from __future__ import annotations

import pytest

from idlint.languages.pipelines.template_parameters import (
    by_flag,
    named_values,
    overridden,
    template_parameters,
    words_of,
)
from idlint.values import Origin, Sensitive, Unknown, Value

SKU = Unknown("configuration variable", Origin("vars.SKU"))


def test_files_and_values_are_told_apart() -> None:
    words: list[Value] = [
        "@prod.json",
        "prod.bicepparam",
        "sku=Premium",
        "tags=@tags.json",
        Unknown("x", known=("sku2=", SKU)),
    ]
    found = template_parameters(words, "infra")
    assert found["var_files"] == ["infra/prod.json", "infra/prod.bicepparam"]
    passed = found["variables"]
    assert isinstance(passed, dict)
    assert (passed["sku"], passed["sku2"]) == ("Premium", SKU)
    assert isinstance(passed["tags"], Unknown)


def test_something_unknown_may_be_a_file() -> None:
    assert template_parameters([SKU], "") == {"var_files": [SKU], "variables": {}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a.json sku=x", ["a.json", "sku=x"]),
        (r"infra\a.json", [r"infra\a.json"]),
        ('sku="x y" b=1', ["sku=x y", "b=1"]),
        (None, []),
        (["a", "b"], ["a", "b"]),
    ],
)
def test_what_an_input_holds_is_cut_into_words(written: Value, expected: list[str]) -> None:
    assert list(words_of(written)) == expected


def test_overrides_are_names_with_values() -> None:
    assert overridden('-sku "Premium v3" -empty "" -count 3') == {"sku": "Premium v3", "empty": "", "count": "3"}
    assert overridden(Unknown("x", known=("-sku ", SKU, " -b c"))) == {"sku": SKU, "b": "c"}
    assert overridden(None) == {}


def test_a_value_of_several_words_is_unknown() -> None:
    assert isinstance(overridden("-tags a b")["tags"], Unknown)


def test_json_gives_each_parameter_as_a_parameter_file_does() -> None:
    written = '{"sku": {"value": "P1"}, "zones": {"value": [1]}, "key": {"reference": {"secretName": "k"}}}'
    found = template_parameters([written, "prod.json", "count=2"], "")
    assert found["var_files"] == ["prod.json"]
    passed = found["variables"]
    assert isinstance(passed, dict)
    assert (passed["sku"], passed["zones"], passed["count"]) == ("P1", [1], "2")
    assert isinstance(passed["key"], Sensitive)
    whole = template_parameters(['{"$schema": "x", "parameters": {"sku": {"value": "P1"}}}'], "")
    assert whole == {"var_files": [], "variables": {"sku": "P1"}}


def test_json_with_a_part_that_is_not_known_is_read_around_it() -> None:
    written = Unknown("x", known=('{"sku": {"value": "', SKU, '"}, "count": {"value": 2}}'))
    assert template_parameters([written], "")["variables"] == {"sku": SKU, "count": 2}


def test_an_input_holds_pairs_or_a_json_object() -> None:
    assert named_values('{"sku": "P1", "tags": {"value": 1}}') == ((), {"sku": "P1", "tags": {"value": 1}})
    assert named_values("sku=P1\ncount=2") == (["sku=P1", "count=2"], {})
    assert named_values(None) == ([], {})
    assert named_values(SKU) == ([SKU], {})
    ([unread], none) = named_values(Unknown("x", known=('{"sku": "P1", ', SKU, "}")))
    assert (type(unread), none) == (Unknown, {})


def test_flags_that_are_no_ones_own_are_parameters() -> None:
    flags: dict[str, Value] = {"-name": "d", "-sku": "P1", "-namefromtemplate": "x", "-force": True, "-switch": True}
    assert by_flag(flags, ["name", "force"]) == {"sku": "P1", "name": "x"}
