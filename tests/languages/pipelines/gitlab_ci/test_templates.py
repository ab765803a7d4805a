"""What jobs take over from others."""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.pipelines.model import Job, Pipeline

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


def test_extends_merges_deeply_and_later_ones_win(jobs: Jobs) -> None:
    found = jobs(
        """\
        .base: {variables: {A: base, B: base}, script: [base], tags: [one]}
        .more: {extends: .base, variables: {B: more, C: more}, tags: [two, three]}
        .other: {variables: {C: other}, retry: 1}
        a: {extends: [.more, .other], variables: {A: own}}
        """
    )
    job = found["a"]
    assert job.variables == {"A": "own", "B": "more", "C": "other"}
    assert (job.runner.labels, job.retries, job.steps[0].script) == (("two", "three"), 1, "base")


def test_extends_that_leads_back_is_a_problem(gitlab: Read) -> None:
    pipeline = gitlab(".a: {extends: .b}\n.b: {extends: .a, script: x}\nc: {extends: .a}\n")
    assert any("never ends" in problem.message for problem in pipeline.problems)
    assert [job.address for job in pipeline.jobs] == ["jobs.c"]


def test_defaults_hold_where_the_job_says_nothing(jobs: Jobs) -> None:
    found = jobs(
        """\
        image: global
        default: {retry: 2, tags: [d], before_script: [b], timeout: 1h, id_tokens: {T: {aud: x}}}
        a: {script: s}
        b: {script: s, retry: 0, tags: [own], before_script: []}
        c: {script: s, inherit: {default: [retry]}}
        d: {script: s, inherit: {default: false}}
        """
    )
    first = found["a"]
    assert (first.retries, first.runner.labels, first.runner.container) == (2, ("d",), "global")
    assert (first.timeout_minutes, first.id_token) == (60, True)
    assert first.steps[0].script == "b\ns"
    assert (found["b"].retries, found["b"].runner.labels, found["b"].steps[0].script) == (0, ("own",), "s")
    assert (found["c"].retries, found["c"].runner.labels) == (2, ())
    assert (found["d"].retries, found["d"].runner.container, found["d"].id_token) == (0, "", False)


def test_references_and_anchors_are_unfolded(jobs: Jobs) -> None:
    found = jobs(
        """\
        .lines: &lines [one, two]
        .setup: {script: [three, [four]], variables: {A: b}, rules: [{if: $X, when: manual}], tags: [t]}
        .chain: {script: [!reference [.setup, script]]}
        a:
          script:
            - *lines
            - !reference [.chain, script]
            - five
          variables: !reference [.setup, variables]
          rules: [!reference [.setup, rules]]
          tags: !reference [.setup, tags]
        """
    )
    job = found["a"]
    assert job.steps[0].script == "one\ntwo\nthree\nfour\nfive"
    assert (job.variables, job.manual, job.condition, job.runner.labels) == ({"A": "b"}, True, "$X", ("t",))


def test_references_that_lead_back_are_a_problem(gitlab: Read) -> None:
    pipeline = gitlab(
        "a: {script: [!reference [b, script]]}\nb: {script: [!reference [a, script]]}\n"
        "c: {script: !reference [c, script]}\n"
    )
    assert pipeline.problems
    assert all("never ends" in problem.message for problem in pipeline.problems)


def test_extends_cannot_multiply_without_end(gitlab: Read) -> None:
    keys = ", ".join(f"k{n}: x" for n in range(3_000))
    text = f".base: {{variables: {{{keys}}}, script: x}}\n"
    text += "".join(f"j{n}: {{extends: .base, variables: {{o: x}}}}\n" for n in range(3_000))
    pipeline = gitlab(text)
    assert pipeline.exhausted == "evaluation steps"
    assert [hole.reason for hole in pipeline.holes] == ["budget"]
