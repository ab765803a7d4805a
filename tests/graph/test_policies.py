"""Whom a policy of AWS lets in."""

from __future__ import annotations

import json

import pytest

from idlint.graph.convert import convert
from idlint.values import Origin, Unknown, Value

ROOM = Unknown("variable without a value", Origin("var.account"))


def found(statement: object) -> Value:
    value = convert("principals", json.dumps({"Version": "2012-10-17", "Statement": statement}))
    assert not isinstance(value, Unknown)
    return value if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", [("*", "AWS")]),
        ({"AWS": "111122223333"}, [("111122223333", "AWS")]),
        (
            {"AWS": ["a", "b"], "Service": "ec2.amazonaws.com"},
            [("a", "AWS"), ("b", "AWS"), ("ec2.amazonaws.com", "Service")],
        ),
        ({"Federated": "arn:aws:iam::1:saml-provider/x"}, [("arn:aws:iam::1:saml-provider/x", "Federated")]),
    ],
)
def test_every_principal_of_a_statement_is_one(principal: object, expected: list[tuple[str, str]]) -> None:
    entries = found({"Effect": "Allow", "Principal": principal})
    assert isinstance(entries, list)
    assert [(item["principal"], item["by"]) for item in entries if isinstance(item, dict)] == expected


def test_what_is_denied_lets_nobody_in_and_limits_are_all_texts_of_a_condition() -> None:
    condition = {"ArnLike": {"aws:PrincipalArn": ["x", "y"]}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": condition}
    assert found([{"Effect": "Deny", "Principal": "*"}, allowed]) == [
        {"principal": "*", "by": "AWS", "actions": ["sts:AssumeRole"], "limits": ["x", "y", "true"]}
    ]


def test_a_name_of_which_only_the_account_is_unknown_is_a_text_and_an_unknown_one_stays_unknown() -> None:
    pieces = ('{"Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::', ROOM, ':root",', ROOM, "]}}}")
    value = convert("principals", Unknown("variable without a value", known=pieces))
    assert isinstance(value, list)
    first, second = (item["principal"] for item in value if isinstance(item, dict))
    assert first == "arn:aws:iam::${var.account}:root"
    assert isinstance(second, Unknown)


def test_a_policy_that_is_unknown_stays_unknown() -> None:
    assert convert("principals", ROOM) == ROOM
