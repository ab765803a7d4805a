"""Problems as findings."""

from __future__ import annotations

import pytest

from idlint.document import Problem
from idlint.policy.gate import gates_one
from idlint.policy.problems import ON_PURPOSE, problem_findings
from idlint.source import Span


@pytest.mark.parametrize("path", ["infra/main.tf", "testdata.tf", "mytestdata/main.tf"])
def test_what_does_not_parse_fails_every_run(path: str) -> None:
    (finding,) = problem_findings([Problem(Span(path, 0, 1), "expected a block")])
    assert (finding.severity, gates_one(finding, "never")) == ("high", True)


def test_what_does_not_parse_in_test_data_is_told_and_fails_no_run() -> None:
    (finding,) = problem_findings([Problem(Span("pkg/testdata/malformed.tf.json", 0, 1), "expected a block")])
    assert (finding.severity, finding.notes, gates_one(finding, "low")) == ("low", (ON_PURPOSE,), False)
