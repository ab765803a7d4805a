from __future__ import annotations

from pathlib import Path

import pytest

from idlint.fuel import MAX_DEPTH, Exhausted, Fuel
from idlint.languages.terraform.functions import call
from idlint.languages.terraform.functions.__main__ import main
from idlint.languages.terraform.functions.registry import Survey, parameters
from idlint.languages.terraform.functions.table import HOMES, function
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typed import ListOf
from idlint.values import Encoded, Origin, Sensitive, Step, Unknown, Value, same, text

FUNCTIONS = {name: found for name in HOMES if (found := function(name))}
DOCS = Path(__file__).parents[4] / "docs" / "terraform-functions.md"


class Files:
    """A scope in which nothing is declared and the given files exist."""

    def __init__(self, files: dict[str, bytes | str]) -> None:
        self.fuel = Fuel()
        self.files = files

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        raise EvaluationError(f"{root}{steps} is not declared")

    def follow(self, origin: Origin) -> Value | None:
        raise AssertionError(origin)

    def read_file(self, path: str) -> bytes | str:
        return self.files.get(path, "does not exist")

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        return tuple(self.files) if folder == "." else "does not exist"

    def problem(self, span: tuple[int, int], message: str) -> None:
        raise AssertionError((span, message))


def made(name: str, *arguments: Value, **files: bytes | str) -> Value:
    return call(name, arguments, Files({key.replace("_", "."): data for key, data in files.items()}), (0, 0))


ID = Unknown("known after apply", Origin("azurerm_subnet.a", ("id",)))
NAME = Unknown("known after apply", None, ("Snet-", ID))


def reason(value: Value) -> str:
    assert isinstance(value, Unknown)
    return value.reason


def test_the_table_in_the_docs_is_up_to_date() -> None:
    assert main(["--check", str(DOCS)]) == 0


def test_a_stale_table_is_noticed(tmp_path: Path) -> None:
    target = tmp_path / "functions.md"
    target.write_text("old")
    assert main(["--check", str(target)]) == 1
    assert main([str(target)]) == 0
    assert main(["--check", str(target)]) == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_specification_spells_parameters(name: str) -> None:
    kinds = {parameter.type.kind for parameter in parameters(FUNCTIONS[name].parameters)}
    assert kinds <= {"any", "string", "number", "bool", "list", "set", "map"}


def test_literal_pieces_go_through_string_functions() -> None:
    assert text(made("lower", NAME)) == "snet-${azurerm_subnet.a.id.lower(_)}"
    assert text(made("replace", NAME, "-", "")).startswith("Snet${")
    assert text(made("format", "%s/%s", "a", ID)) == "a/${azurerm_subnet.a.id}"
    assert text(made("join", ",", ["a", ID, "b"])) == "a,${azurerm_subnet.a.id},b"
    assert text(made("jsonencode", {"a": [ID, NAME]})) == '{"a":[${azurerm_subnet.a.id},"Snet-${azurerm_subnet.a.id}"]}'


def test_equal_calls_of_one_origin_are_equal() -> None:
    assert same(made("cidrsubnet", ID, 8, 1), made("cidrsubnet", ID, 8, 1)) is True
    assert same(made("cidrsubnet", ID, 8, 1), made("cidrsubnet", ID, 8, 2)) is None
    assert same(made("lower", ID), ID) is None


def test_collections_keep_what_is_certain() -> None:
    unknown = Unknown("variable without a value")
    merged = made("merge", unknown, {"a": 1})
    assert isinstance(merged, Unknown)
    assert merged.known == {"a": 1}
    overridden = made("merge", {"a": 1}, unknown)
    assert isinstance(overridden, Unknown)
    assert overridden.known is None
    joined = made("concat", unknown, ["x"])
    assert isinstance(joined, Unknown)
    assert joined.known == ["x"]
    assert made("contains", joined, "x") is True
    assert isinstance(made("contains", joined, "y"), Unknown)
    assert made("lookup", merged, "a", 0) == 1


def test_the_beginning_of_a_template_answers_startswith() -> None:
    assert made("startswith", NAME, "Snet") is True
    assert made("startswith", NAME, "vnet") is False
    assert isinstance(made("startswith", NAME, "Snet-x"), Unknown)


def test_one_sensitive_part_makes_a_whole_result_sensitive() -> None:
    assert isinstance(made("sha256", Sensitive("x")), Sensitive)
    assert isinstance(made("jsonencode", {"a": Sensitive("x")}), Sensitive)
    assert made("length", [Sensitive("x")]) == 1


@pytest.mark.parametrize("name", ["timestamp", "uuid", "plantimestamp"])
def test_what_reads_the_clock_or_chance_is_unknown(name: str) -> None:
    assert reason(made(name)) in {"reads the clock", "random"}


def test_additions_of_opentofu() -> None:
    assert made("urldecode", "a%20b+c") == "a b c"
    assert made("cidrcontains", "10.0.0.0/8", "10.1.2.3") is True
    assert made("cidrcontains", "10.0.0.0/8", "10.0.0.0/7") is False
    assert made("cidrcontains", "10.0.0.0/8", "fd00::1") is False
    assert made("base64gunzip", "H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==") == "hello"


def test_a_missing_file_is_refused_and_a_forbidden_one_unknown() -> None:
    assert made("file", "a.txt", a_txt=b"hi") == "hi"
    with pytest.raises(EvaluationError):
        made("file", "b.txt")
    assert reason(made("file", "c.txt", c_txt="lies outside the repository")) == "file lies outside the repository"
    assert made("fileexists", "b.txt") is False
    assert isinstance(made("fileexists", "c.txt", c_txt="lies outside the repository"), Unknown)
    assert made("fileset", ".", "*.txt", a_txt=b"", b_md=b"") == ["a.txt"]


def test_numbers_wider_than_a_float_are_exact() -> None:
    assert made("sum", [2**100, 1]) == 2**100 + 1
    assert made("abs", -(10**30)) == 10**30


def test_aliases_in_yaml_cannot_grow_without_limit() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    decoded = made("yamldecode", "\n".join(lines))
    assert isinstance(decoded, dict)


def test_a_lone_surrogate_is_replaced_as_go_does() -> None:
    assert made("base64encode", made("jsondecode", '"\\ud800"')) == "77+9"


@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 5000, "- " * 5000 + "x"])
def test_deep_yaml_and_json_are_refused(text: str) -> None:
    with pytest.raises(EvaluationError):
        made("yamldecode", text)
    with pytest.raises(EvaluationError):
        made("jsondecode", text)


def test_wrong_arguments_are_refused_not_crashed_on() -> None:
    odd: list[Value] = [
        None,
        True,
        -1,
        10**400,
        "",
        "😀é",
        [],
        {},
        [None],
        {"a": None},
        ListOf([]),
        ["a", 1, {}],
    ]
    usual: list[Value] = ["a", 1, ["b"], {"c": 1}]
    for name, found in FUNCTIONS.items():
        count = max(1, len(parameters(found.parameters)))
        for argument in odd:
            for others in usual:
                try:
                    made(name, *([argument] + [others] * (count - 1)))
                except (EvaluationError, Exhausted):
                    continue


def test_base64_of_a_text_that_is_not_known_remembers_the_text() -> None:
    found = made("base64encode", NAME)
    assert isinstance(found, Encoded)
    assert found.content is NAME
    assert str(getattr(made("base64encode", ID), "origin", "")) == "azurerm_subnet.a.id.base64encode(_)"


def test_walking_a_value_again_costs_the_same_steps_and_finds_the_same() -> None:
    inner: list[Value] = ["ab", Sensitive("cd"), Unknown("u"), *range(100)]
    value: Value = {"a": inner, "b": [inner, inner]}
    fuel, found = Fuel(), []
    for _ in range(3):
        before, survey = fuel.steps, Survey(fuel)
        survey.look([value])
        reason = survey.unknown and survey.unknown.reason
        found.append((before - fuel.steps, survey.steps, survey.size, survey.height, survey.marked, reason))
    assert set(found) == {(41, 41, 12, 3, True, "u")}


@pytest.mark.parametrize("walked_before", [False, True])
def test_a_value_is_too_deep_whether_its_parts_were_walked_before_or_not(walked_before: bool) -> None:
    inner: Value = list(range(100))
    for _ in range(MAX_DEPTH - 1):
        inner = [inner]
    fuel = Fuel()
    if walked_before:
        Survey(fuel).look([inner])
    with pytest.raises(Exhausted, match="depth"):
        Survey(fuel).look([[inner]])
