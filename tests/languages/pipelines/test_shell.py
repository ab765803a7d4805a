"""Scripts are cut into words as shells do it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.shell import cut, expanded, tokens
from idlint.values import Origin, Unknown, Value, text


def words(script: Value, shell: str = "") -> list[str]:
    return [text(token.word) if not token.operator else token.operator for token in tokens(script, shell)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("az login --identity", ["az", "login", "--identity"]),
        ("a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]),
        ("a # az login\nb", ["a", "\n", "b"]),
        ("a#b", ["a#b"]),
        ("a \\\n  b", ["a", "b"]),
        ("a && b || c; d | e & f", ["a", "&&", "b", "||", "c", ";", "d", "|", "e", "&", "f"]),
        ("a > out 2>&1 < in b", ["a", "b"]),
        ("cat <<EOF\naz login\nEOF\nb", ["cat", "\n", "b"]),
        ("cat <<-'END' | c\n\tx\n\tEND\nb", ["cat", "|", "c", "\n", "b"]),
        ("a <<< text b", ["a", "b"]),
        ('a "$(b c)" d', ["a", "${…}", "d"]),
        ("a ${X:-y}z $1", ["a", "${env.X}z", "${env.1}"]),
        ("x=$'a'", ["x=a"]),
        ("unclosed 'quote", ["unclosed", "quote"]),
    ],
)
def test_a_posix_script_has_these_words(script: str, expected: list[str]) -> None:
    assert words(script) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Connect-AzAccount `\n -Identity", ["Connect-AzAccount", "-Identity"]),
        ('a \'it\'\'s\' "say ""x"""', ["a", "it's", 'say "x"']),
        ("<# az login #> b # c", ["b"]),
        ("if ($x) { b }", ["if", "(", "${env.x}", ")", "{", "b", "}"]),
        ('$t = @"\naz login\n"@\nb', ["${env.t}", "=", "\naz login", "\n", "b"]),
        ("a $env:X", ["a", "${env.X}"]),
    ],
)
def test_a_powershell_script_has_these_words(script: str, expected: list[str]) -> None:
    assert words(script, "pwsh") == expected


def test_a_part_that_only_a_run_knows_stays_in_its_word() -> None:
    hole = Unknown("input", Origin("inputs.env"))
    script = Unknown("input", known=("terraform apply -var-file=", hole, ".tfvars"))
    assert words(script) == ["terraform", "apply", "-var-file=${inputs.env}.tfvars"]


def test_a_hole_cannot_end_a_word_or_a_quote() -> None:
    script = Unknown("x", known=("a 'b", Unknown("x", Origin("inputs.x")), "c' d"))
    assert words(script) == ["a", "b${inputs.x}c", "d"]


def test_a_command_whose_output_is_used_is_kept() -> None:
    token = tokens("a $(b c)")[1]
    assert [[text(inner.word) for inner in script] for script in token.inner] == [["b", "c"]]


def test_lines_are_counted_from_the_first() -> None:
    assert [token.line for token in tokens("a\n\nb <<E\nx\nE\nc") if not token.operator] == [0, 2, 5]


def test_variables_are_put_in_where_they_are_known() -> None:
    word = tokens("-chdir=$DIR/$SUB")[0].word
    assert text(expanded(word, {"DIR": "infra"}.get)) == "-chdir=infra/${env.SUB}"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("-var=a=b", ("-var", True, "a=b")), ("plain", ("plain", False, None)), ("=x", ("=x", False, None))],
)
def test_a_word_is_cut_at_the_first_mark(word: str, expected: tuple[str, bool, Value]) -> None:
    assert cut(word) == expected


SIGNS = st.text(st.sampled_from("ab $(){}'\"`\\#<>|&;\n=-@\ue000"), max_size=200)


@settings(max_examples=200, deadline=None)
@given(SIGNS, st.sampled_from(["", "pwsh"]))
def test_any_text_is_read_to_its_end(script: str, shell: str) -> None:
    found = tokens(script, shell)
    assert all(token.line <= script.count("\n") for token in found)


@pytest.mark.parametrize(
    "script", ["$(" * 50_000, "`" * 50_000, "'" * 50_001, "((" * 50_000, '"$(' * 50_000, "<<" * 50_000]
)
def test_scripts_that_open_without_end_are_read(script: str) -> None:
    tokens(script)
    tokens(script, "pwsh")
