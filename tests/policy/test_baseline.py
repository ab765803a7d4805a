"""The baseline accepts what was there, in the environments in which it was there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.errors import BaselineError
from idlint.policy.baseline import Entry, accept, entries_of, from_bytes, to_text
from idlint.policy.findings import Finding, Instance, Occurrence, with_occurrences
from idlint.source import Span


def finding(fingerprint: str, *sets: str, rule: str = "a-rule", former: tuple[str, ...] = ()) -> Finding:
    made = Finding(rule, "family", "platform", "high", "high", "message", Span("main.tf", 0, 1), "web_app", (),
                   fingerprint=fingerprint, former=former)  # fmt: skip
    return with_occurrences(
        made, [Occurrence(Instance("x.y", "infra", name), "high", "high", "message") for name in sets]
    )


def test_what_was_accepted_is_hidden_and_kept() -> None:
    old, new = finding("1", "prod"), finding("2", "prod")
    settled = accept([old, new], entries_of([old]))
    assert settled.new == (new,)
    assert [(item.finding.fingerprint, item.by) for item in settled.accepted] == [("1", "baseline")]
    assert settled.stale == ()


def test_the_same_flaw_in_another_environment_is_new() -> None:
    settled = accept([finding("1", "dev", "prod")], entries_of([finding("1", "dev")]))
    assert [[one.set for one in item.instances] for item in settled.new] == [["prod"]]
    assert [[one.set for one in item.finding.instances] for item in settled.accepted] == [["dev"]]


def test_what_is_missing_in_the_whole_repository_is_accepted_in_every_environment() -> None:
    before, after = (finding("f", name)._replace(scope="repository") for name in ("dev", "prod"))
    assert accept([after], entries_of([before])).new == ()


def test_an_entry_that_nothing_needs_is_stale() -> None:
    entries = entries_of([finding("1", "prod"), finding("2", "prod")])
    assert [entry.fingerprint for entry in accept([finding("1", "prod")], entries).stale] == ["2"]


def test_a_renamed_rule_stays_accepted_under_its_former_id() -> None:
    settled = accept([finding("new", "prod", former=("old",))], [Entry("old", "former-rule", ("prod",))])
    assert settled.new == ()
    assert settled.stale == ()


def test_a_rule_that_nobody_may_ignore_is_not_accepted() -> None:
    old = finding("1", "prod")
    settled = accept([old], entries_of([old]), frozenset({"a-rule"}))
    assert settled.new == (old,)


def test_what_did_not_parse_is_never_accepted() -> None:
    broken = Finding("parse-error", "", "", "high", "high", "m", Span("main.tf", 0, 1), "", (), fingerprint="1")
    assert entries_of([broken]) == ()
    assert accept([broken], [Entry("1", "parse-error", ("",))]).new == (broken,)


def test_the_file_is_read_back_and_has_one_field_a_line() -> None:
    entries = entries_of([finding("2", "prod"), finding("1", "", "dev")])
    text = to_text(entries)
    assert from_bytes("b.json", text.encode()) == entries
    assert '      "fingerprint": "1",\n' in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is not JSON"),
        (b"\xff\x00", "is not JSON"),
        (b"[]", "expected `version` 1 and a list `findings`"),
        (b'{"version": 2, "findings": []}', "was written by a later idlint"),
        (b'{"version": 1}', "expected `version` 1 and a list `findings`"),
        (b'{"version": 1, "findings": [3]}', "`findings.0`: expected an object with a `fingerprint`"),
        (b'{"version": 1, "findings": [{"fingerprint": "x", "sets": [1]}]}', "`sets`: expected a list of names"),
        (b'{"version": 1, "findings": [{"fingerprint": "x", "rule": 1}]}', "expected texts"),
    ],
)
def test_a_malformed_baseline_says_what_is_wrong_and_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(BaselineError) as caught:
        from_bytes("idlint-baseline.json", content)
    assert said in str(caught.value)
    assert str(caught.value).startswith("idlint-baseline.json: ")


KEYS = st.sampled_from(["version", "findings", "fingerprint", "sets"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=15,
)  # fmt: skip


@given(JSON)
def test_any_content_is_read_or_refused(content: Any) -> None:
    try:
        found = from_bytes("b.json", json.dumps(content).encode())
    except BaselineError:
        return
    assert all(isinstance(entry, Entry) for entry in found)
