"""Which findings a comment hides, by where it stands; and what is said about the comments themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from idlint.directives import Directive, parse_comment
from idlint.errors import SourceError
from idlint.policy.findings import Finding, Instance, Occurrence, Related, with_occurrences
from idlint.policy.places import SourcePlaces
from idlint.policy.problems import own_finding
from idlint.policy.suppress import Known, Split, split
from idlint.source import Location, Position, SourceFile, Span

NOW = date(2026, 11, 22)
KNOWN = Known({"bad-thing": "bad-thing", "old-thing": "bad-thing", "off-thing": "off-thing"}, frozenset({"bad-thing"}))
COMMENT = "#"


class Case:
    """Files with comments, and findings about them; `parse` plays the front end's part."""

    def __init__(self, **files: str) -> None:
        self.files = {name.replace("_tf", ".tf"): SourceFile(name, text.encode()) for name, text in files.items()}

    def read(self, path: str) -> SourceFile:
        if path not in self.files:
            raise SourceError(path, "does not exist")
        return self.files[path]

    def span(self, text: str, path: str = "main.tf", nth: int = 0) -> Span:
        data, at = self.files[path].data, -1
        for _ in range(nth + 1):
            at = data.index(text.encode(), at + 1)
        return Span(path, at, at + len(text.encode()))

    def directives(self) -> list[Directive]:
        found: list[Directive] = []
        for path, source in self.files.items():
            at = 0
            for line in source.data.decode().splitlines(keepends=True):
                before, mark, comment = line.partition(COMMENT)
                if mark:
                    start = at + len(before.encode())
                    text = (mark + comment).rstrip()
                    span = Span(path, start, start + len(text.encode()))
                    found += parse_comment(text, span, own_line=not before.strip())
                at += len(line.encode())
        return found

    def split(self, *findings: Finding, require_reason: bool = False, known: Known = KNOWN) -> Split:
        places = SourcePlaces(self.read)
        return split(findings, self.directives(), places, NOW, known=known, require_reason=require_reason)


def finding(at: Span, header: Span | None = None, *addresses: str, calls: tuple[Span, ...] = ()) -> Finding:
    made = Finding("bad-thing", "testing", "platform", "", "", "", at, "storage_account", (), header=header)
    flow = tuple(Related(call, "called here") for call in calls)
    occurrences = [
        Occurrence(Instance(address, ".", ""), severity, "high", f"{address} is bad", flow=flow)
        for address, severity in zip(addresses or ("s.a",), ("critical", "high", "low"), strict=False)
    ]
    return with_occurrences(made, occurrences)


def shown(found: Split) -> list[str]:
    return [item.rule for item in found.shown]


BLOCK = """\
resource "s" "a" {{{header}
  location = "x"
  {above}
  redundancy = "LRS"{trailing}
}}
"""


def block(header: str = "", above: str = "", trailing: str = "") -> tuple[Case, Finding]:
    case = Case(main_tf=BLOCK.format(header=header, above=above, trailing=trailing))
    return case, finding(case.span('redundancy = "LRS"'), case.span('resource "s" "a"'))


@pytest.mark.parametrize("place", ["header", "above", "trailing"])
@pytest.mark.parametrize("name", ["bad-thing", "old-thing", "*", "other-x, bad-thing"])
def test_a_comment_hides_from_the_line_above_it_and_from_the_header(place: str, name: str) -> None:
    case, found = block(**{place: f" # idlint: ignore[{name}] known"})
    known = KNOWN._replace(names={**KNOWN.names, "other-x": "other-x"})
    result = case.split(found, known=known)
    assert result.shown == ()
    (hidden,) = result.hidden
    assert (hidden.finding, hidden.reason) == (found, "known")
    assert isinstance(hidden.location, Span)
    assert case.files["main.tf"].data[hidden.location.start :].startswith(b"# idlint")


def test_a_comment_above_the_header_speaks_for_the_declaration() -> None:
    text = "# idlint: ignore[bad-thing] known\n# and a word more\n// in another style\n" + BLOCK
    case = Case(main_tf=text.format(header="", above="", trailing=""))
    found = finding(case.span('redundancy = "LRS"'), case.span('resource "s" "a"'))
    assert case.split(found).shown == ()


def test_a_comment_on_another_line_hides_nothing() -> None:
    case = Case(main_tf='resource "s" "a" {\n  location = "x" # idlint: ignore[bad-thing]\n  redundancy = "LRS"\n}\n')
    found = finding(case.span('redundancy = "LRS"'), case.span('resource "s" "a"'))
    assert shown(case.split(found)) == ["bad-thing", "unused-ignore"]


def test_an_own_line_comment_does_not_reach_over_an_empty_line() -> None:
    case = Case(main_tf='# idlint: ignore[bad-thing]\n\nresource "s" "a" {}\n')
    assert shown(case.split(finding(case.span('resource "s" "a"')))) == ["bad-thing", "unused-ignore"]


def test_any_line_of_a_place_of_several_lines_will_do() -> None:
    case = Case(main_tf='ids = [\n  "a",\n  "b", # idlint: ignore[bad-thing] known\n]\n')
    assert case.split(finding(case.span('ids = [\n  "a",\n  "b", # idlint: ignore[bad-thing] known\n]'))).shown == ()


def test_a_whole_file() -> None:
    case = Case(
        main_tf='resource "s" "a" {}\n', other_tf='resource "s" "b" {}\n\n# idlint: ignore-file[bad-thing] generated\n'
    )
    here, there = finding(case.span('"a"')), finding(case.span('"b"', "other.tf"))
    result = case.split(here, there)
    assert result.shown == (here,)
    assert [item.finding for item in result.hidden] == [there]


KEYED = 'resource "s" "a" {{ # idlint: ignore[bad-thing @ "{key}"] known\n}}\n'


@pytest.mark.parametrize("key", ["west", "a[west]", "s.a[west]"])
def test_a_key_hides_one_instance_and_leaves_the_others_exact(key: str) -> None:
    case = Case(main_tf=KEYED.format(key=key))
    found = finding(case.span("resource"), None, 's.a["west"]', 's.a["east"]')
    result = case.split(found)
    (left,) = result.shown
    assert (left.severity, left.message) == ("high", 's.a["east"] is bad')
    assert [item.address for item in left.instances] == ['s.a["east"]']
    (hidden,) = result.hidden
    assert [item.address for item in hidden.finding.instances] == ['s.a["west"]']
    assert hidden.finding.severity == "critical"


@pytest.mark.parametrize(
    ("key", "address", "hides"),
    [
        ("0", "s.a[0]", True),
        ("0", "s.a[10]", False),
        ("west", 'module.x["west"].s.a', True),
        ("we", 'module.x["west"].s.a', False),
        ("s.a", "module.x.s.a", True),
        ("s.a", "module.x.ss.a", False),
        ("module.x[west].s.a", 'module.x["west"].s.a', True),
    ],
)
def test_what_a_key_means(key: str, address: str, hides: bool) -> None:
    case = Case(main_tf=KEYED.format(key=key))
    assert bool(case.split(finding(case.span("resource"), None, address)).hidden) is hides


def test_every_instance_can_be_hidden_by_its_own_comment() -> None:
    case = Case(
        main_tf='# idlint: ignore[bad-thing @ "west"] one\n'
        '# idlint: ignore[bad-thing @ "east"] two\n'
        'resource "s" "a" {}\n'
    )
    result = case.split(finding(case.span("resource"), None, 's.a["west"]', 's.a["east"]'))
    assert result.shown == ()
    assert sorted(item.reason for item in result.hidden) == ["one", "two"]


def test_a_comment_at_a_call_hides_what_the_call_leads_to() -> None:
    case = Case(
        main_tf='module "a" { # idlint: ignore[bad-thing] legacy\n}\nmodule "b" {\n}\n', mod_tf='resource "s" "x" {}\n'
    )
    at = case.span('resource "s" "x"', "mod.tf")
    through_a = finding(at, at, "module.a.s.x", calls=(case.span('module "a"'),))
    through_b = finding(at, at, "module.b.s.x", calls=(case.span('module "b"'),))
    both = with_occurrences(through_a, [*through_a.occurrences, *through_b.occurrences])
    result = case.split(both)
    assert [item.address for one in result.shown for item in one.instances] == ["module.b.s.x"]
    assert [item.address for one in result.hidden for item in one.finding.instances] == ["module.a.s.x"]


def test_a_json_object_is_named_by_the_lines_that_open_it() -> None:
    case = Case(main_tf='{\n  "type": "x", # idlint: ignore[bad-thing] known\n  "sku": "y"\n}\n')
    found = finding(case.span('"sku": "y"'), case.span('{\n  "type": "x"'))
    assert case.split(found).shown == ()


# What fails closed


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("ignore[bad-thing] until=2026-13-01", "malformed-directive"),
        ("ignore[bad-thin]", "malformed-directive"),
        ("ignore[parse-error]", "malformed-directive"),
        ("ignore bad-thing", "malformed-directive"),
        ("ignore[bad-thing] until=2026-11-21", None),
    ],
)
def test_what_is_doubtful_hides_nothing(comment: str, said: str | None) -> None:
    case, found = block(trailing=f" # idlint: {comment}")
    result = case.split(found)
    assert result.hidden == ()
    assert shown(result) == ["bad-thing", *([said] if said else [])]


def test_the_last_day_counts() -> None:
    case, found = block(trailing=" # idlint: ignore[bad-thing] until=2026-11-22")
    assert case.split(found).shown == ()


def test_a_passed_day_is_told_at_the_finding() -> None:
    case, found = block(trailing=" # idlint: ignore[bad-thing] until=2026-11-21")
    (left,) = case.split(found).shown
    assert left.notes == ("the ignore for bad-thing ended on 2026-11-21",)


def test_a_close_name_is_suggested() -> None:
    case, found = block(trailing=" # idlint: ignore[bad-thin]")
    assert case.split(found).shown[1].message == "there is no rule `bad-thin`: did you mean `bad-thing`?"


@pytest.mark.parametrize(("reason", "hides"), [("", False), (" because", True)])
def test_a_reason_can_be_required(reason: str, hides: bool) -> None:
    case, found = block(trailing=f" # idlint: ignore[bad-thing]{reason}")
    assert bool(case.split(found, require_reason=True).hidden) is hides
    assert bool(case.split(found).hidden)


# What hides nothing


def test_an_unused_ignore_is_a_finding_of_low_severity() -> None:
    case = Case(main_tf="# idlint: ignore[bad-thing] known\nx = 1\n")
    (unused,) = case.split().shown
    assert (unused.rule, unused.severity, unused.location) == (
        "unused-ignore",
        "low",
        case.span("# idlint: ignore[bad-thing] known"),
    )
    assert unused.message == "ignore[bad-thing] hides nothing: remove it"


def test_an_ignore_of_a_rule_that_did_not_run_is_not_judged() -> None:
    assert Case(main_tf="# idlint: ignore[off-thing] known\n").split().shown == ()


def test_one_comment_seen_by_two_units_is_one_comment() -> None:
    case = Case(main_tf="# idlint: ignore[bad-thing] known\n")
    places = SourcePlaces(case.read)
    found = split((), case.directives() * 2, places, NOW, known=KNOWN)
    assert len(found.shown) == 1


def test_expectations_are_for_the_test_kit() -> None:
    case = Case(main_tf="x = 1 # expect: bad-thing\ny = 2 # expect: it works\n")
    found = finding(case.span("x = 1"))
    assert case.split(found).shown == (found,)


def test_many_ignores_of_one_file_are_not_all_asked_about_every_finding() -> None:
    lines = [f"x{number} = 1 # idlint: ignore[bad-thing] known\n" for number in range(100)]
    case, asked = Case(main_tf="".join(lines)), list[Location]()

    class Counted(SourcePlaces):
        def position(self, location: Location) -> Position:
            asked.append(location)
            return super().position(location)

    findings = [finding(case.span(f"x{number} =")) for number in range(100)]
    assert len(split(findings, case.directives(), Counted(case.read), NOW, known=KNOWN).hidden) == 100
    assert len(asked) <= 400


def test_our_own_findings_cannot_be_hidden() -> None:
    case = Case(main_tf="x = # idlint: ignore[*]\n")
    error = own_finding("parse-error", "expected an expression", case.span("x ="))
    assert error in case.split(error).shown


def test_a_file_that_is_gone_hides_nothing_and_breaks_nothing() -> None:
    case, found = block(trailing=" # idlint: ignore[bad-thing]")
    directives = case.directives()
    case.files.clear()
    result = split([found], directives, SourcePlaces(case.read), NOW, known=KNOWN)
    assert len(result.shown) + len(result.hidden) >= 1


@pytest.fixture
def crlf() -> Callable[[str], str]:
    return lambda text: text.replace("\n", "\r\n")


def test_windows_line_endings_and_wide_characters_change_nothing(crlf: Callable[[str], str]) -> None:
    text = crlf('# größer 東京\n# idlint: ignore[bad-thing] каждый\nresource "s" "a" {}\n')
    case = Case(main_tf=text)
    assert case.split(finding(case.span('resource "s" "a"'))).shown == ()
