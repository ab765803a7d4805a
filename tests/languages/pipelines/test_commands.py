"""Scripts as commands: loops, conditions, directories, variables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.commands import Command, Loop, below, commands
from idlint.values import Closed, Origin, Sensitive, Unknown, Value, get, reveal, text, to_json


def named(program: str, script: str, shell: str = "") -> Command:
    return next(command for command in commands(script, shell) if command.program == program)


def test_wrappers_and_folders_are_left_away() -> None:
    script = "sudo -E /usr/bin/az login\ntimeout 60 terraform plan\nenv A=b kubectl get x"
    assert [command.program for command in commands(script)] == ["az", "terraform", "kubectl"]


def test_assignments_are_remembered() -> None:
    command = named("az", "DIR=infra\nexport NAME=x\naz login $DIR $NAME $OTHER")
    assert [text(word) for word in command.words] == ["az", "login", "infra", "x", "${env.OTHER}"]


def test_what_is_set_under_a_condition_is_unknown() -> None:
    command = named("az", "D=a\nif x; then D=b; fi\naz $D")
    assert isinstance(command.words[1], Unknown)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Sensitive("az login"), Sensitive("terraform apply")),
        (Unknown("u", None, ("az ", Unknown("v"))), Unknown("u", None, ["az ", Unknown("v")])),
    ],
)
def test_scripts_that_print_alike_are_told_apart(one: Value, other: Value) -> None:
    assert commands(one) == commands(one)
    assert commands(one) != commands(other)


@pytest.mark.parametrize(("one", "other"), [(Sensitive("a"), Sensitive("b")), (1, True)])
def test_what_is_set_before_a_script_is_told_apart(one: Value, other: Value) -> None:
    [first], [second] = (commands("az $X", env={"X": value}) for value in (one, other))
    assert text(reveal(first.words[1])) != text(reveal(second.words[1]))


@pytest.mark.parametrize(
    ("script", "directory"),
    [("cd infra && az", "infra"), ("cd a\ncd b\naz", "a/b"), ("pushd x\naz", "x"), ("az", ""), ("cd /abs; az", "/abs")],
)
def test_the_directory_is_followed(script: str, directory: str) -> None:
    assert named("az", script).directory == directory


@pytest.mark.parametrize(
    ("script", "loop"),
    [
        ("for i in 1 2 3; do az && break; sleep 5; done", Loop(bounded=True, waits=True)),
        ("until az; do sleep 5; done", Loop(bounded=False, waits=True)),
        ("while ! az; do :; done", Loop(bounded=False, waits=False)),
        ("while true; do az && break; sleep 1; done", Loop(bounded=None, waits=True)),
        ("while [ $n -lt 5 ]; do az; n=$((n+1)); done", Loop(bounded=True, waits=False)),
        ("while read -r line; do az; done < names", Loop(bounded=True, waits=False)),
        ("while IFS= read -r line; do az; done < names", Loop(bounded=True, waits=False)),
        ("while IFS=, LC_ALL=C read -r line; do az; done < names", Loop(bounded=True, waits=False)),
        ("while getopts ab option; do az; done", Loop(bounded=True, waits=False)),
        ("for i in 1; do x; done; az", None),
        ("az", None),
    ],
)
def test_a_loop_around_a_command_is_told(script: str, loop: Loop | None) -> None:
    assert named("az", script).loop == loop


@pytest.mark.parametrize(
    ("script", "loop"),
    [
        ("while ($true) { az }", Loop(bounded=False, waits=False)),
        ("while ($n -lt 5) { az; Start-Sleep 5 }", Loop(bounded=True, waits=True)),
        ("foreach ($i in 1..3) { az }", Loop(bounded=True, waits=False)),
        ("while ($x) { y }\naz", None),
        ("do { y } while ($x)\naz", None),
        ("if ($x) { y } else { z }\naz", None),
    ],
)
def test_a_loop_in_powershell_is_told(script: str, loop: Loop | None) -> None:
    assert named("az", script, "pwsh").loop == loop


def test_a_failure_that_is_ignored_is_told() -> None:
    assert named("az", "az login || true").forgiven
    assert not named("az", "az login || exit 1").forgiven


def test_a_command_under_a_condition_is_told() -> None:
    assert named("az", "if [ -n x ]; then az login; fi").conditional
    assert not named("az", "if x; then y; fi\naz login").conditional
    for script in ("if ($x) { az }", "if ($x) { y } else { az }", "if ($x) { y } elseif ($z) { az }"):
        assert named("az", script, "pwsh").conditional
    assert not named("az", "if ($x) { y } else { z }\naz", "pwsh").conditional


def test_commands_inside_a_substitution_are_commands() -> None:
    assert [command.program for command in commands('T="$(az account get-access-token)"')] == ["az"]


@pytest.mark.parametrize(("directory", "place", "expected"), [("", "a", "a"), ("a", "b", "a/b"), ("a", "/b", "/b")])
def test_a_place_below_a_directory(directory: str, place: str, expected: str) -> None:
    assert below(directory, place) == expected


def test_a_place_below_an_unknown_directory_keeps_its_pieces() -> None:
    place = below(Unknown("x", Origin("inputs.dir")), "app")
    assert text(place) == "${inputs.dir}/app"


SCRIPTS = st.lists(
    st.sampled_from(
        ["for i in 1", "do", "done", "while", "until", "if", "fi", "az login", "\n", ";", "&&", "||", "{", "}", "(",
         ")", "cd x", "X=y", "$X", "'", '"', "case x in", "esac", "do {", "$true", "=", "sleep 1", "break"]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(SCRIPTS, st.sampled_from(["", "pwsh"]))
def test_any_arrangement_of_words_is_read(parts: list[str], shell: str) -> None:
    script: Value = " ".join(parts)
    assert all(command.words for command in commands(script, shell))


def test_a_variable_that_doubles_again_and_again_ends_as_unknown() -> None:
    for start in ("A=xx", "A=$B$C"):
        [command] = commands(start + "\n" + "A=$A$A\n" * 60 + "terraform apply -var x=$A")
        assert isinstance(command.words[-1], Unknown)
        assert len(text(command.words[-1])) < 1_000_000


def test_what_is_set_before_a_program_is_set_for_it_alone() -> None:
    first, second = commands("ARM_USE_MSI=true terraform apply\nterraform plan")
    assert (first.env.get("ARM_USE_MSI"), second.env.get("ARM_USE_MSI")) == ("true", None)


def test_a_script_is_read_anew_where_what_is_set_before_it_is_another_type() -> None:
    texts = [commands("az login --username $NAME", env={"NAME": value})[0].words[-1] for value in (1, True, "1")]
    assert list(map(type, texts)) == [type(expected) for expected in (1, True, "1")]


def test_what_is_in_parentheses_after_a_flag_is_its_value() -> None:
    script = "Deploy -Name ('a' + (Get-Date)) -Force -List @(Get-Item x) -File f.bicep\nif ($a -and (Test-It)) { Next }"
    found = commands(script, "pwsh")
    assert [command.program for command in found] == ["a", "Get-Date", "Get-Item", "Deploy", "", "Test-It", "Next"]
    assert found[3].words[-2:] == ("-File", "f.bicep")
    assert found[-1].conditional


def test_a_member_of_a_variable_is_nothing_that_is_known() -> None:
    [command] = commands("$a = 'x'\nDeploy $a.name $a[0] \"$a.name\" $true", "pwsh")
    assert [isinstance(word, Unknown) for word in command.words] == [False, True, True, False, False]
    assert command.words[3:] == ("x.name", "True")


def test_variables_in_a_hash_table_are_put_in() -> None:
    table = "@{ one = $a; two = @{ three = \"$a-y\" }; 'four' = 4 }"
    found = named("Deploy", f"$a = 'x'\n$b = {table}\nDeploy $b", "pwsh").words[1]
    assert isinstance(found, Closed)
    assert (found.entries["one"], found.entries["four"], found.possible) == ("x", "4", {})
    assert get(found.entries["two"], "three") == "x-y"


@pytest.mark.parametrize("written", ["a='x=y'", "a= 'x=y'", "a = 'x=y'", "'a' = \"x=y\""])
def test_a_value_in_a_hash_table_is_one_word(written: str) -> None:
    entries = written, f"{written} + 'z'"
    found, other = (named("Deploy", f"Deploy @{{ {entry}; b = 1 }}", "pwsh").words[1] for entry in entries)
    assert isinstance(found, Closed)
    assert found.entries == {"a": "x=y", "b": "1"}
    assert isinstance(get(other, "a"), Unknown)


@pytest.mark.parametrize("opening", ["@{a=", "@(", "-a (", "-a @{b=@("])
def test_what_is_nested_without_end_is_read_so_far(opening: str) -> None:
    commands(opening * 3000, "pwsh")
    commands(opening * 30 + "b", "pwsh")


def test_tables_that_double_again_and_again_end_as_unknown() -> None:
    script = "$t = @{ a = 1 }\n" + "$t = @{ a = $t; b = $t }\n$t.c = $t\n" * 60
    found = commands(script + "Deploy $t", "pwsh")[-1].words[1]
    assert len(str(to_json(found))) < 1000
