"""Every recorded answer of `terraform console` against ours: `pytest tests/languages/terraform/test_console.py -s`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from idlint.fuel import Fuel
from idlint.languages.terraform.bigfloat import number_text
from idlint.languages.terraform.expressions import EvaluationError, evaluate
from idlint.languages.terraform.grammar import parse_expression
from idlint.languages.terraform.syntax import parse
from idlint.languages.terraform.typed import ListOf, MapOf, SetOf
from idlint.languages.terraform.typesystem import STRING
from idlint.source import SourceFile
from idlint.values import Origin, Sensitive, Step, Unknown, Value

HERE = Path(__file__).parent
CONSOLE = HERE / "console"
RECORDING = json.loads((HERE / "console.json").read_text(encoding="utf-8"))
MAIN = parse(SourceFile("main.tf", (CONSOLE / "main.tf").read_bytes()))
LOCALS = next(block for block in MAIN.body.blocks if block.type == "locals").body.attributes

VARIABLES: dict[str, Value] = {
    "secret": Sensitive("s3cret"),
    "strings": ListOf(["b", "a"], STRING),
    "empty": ListOf([], STRING),
    "names": SetOf(["x", "y"], STRING),
    "tags": MapOf((("env", "prod"), ("team", "id")), STRING),
}

INFINITE = "Terraform has infinite numbers; to us they are Unknown"
DIFFERENT = {
    "1 / 0": INFINITE,
    "try(1 / 0, 2)": INFINITE,
    "try(1 / 0)": INFINITE,
    "can(1 / 0)": INFINITE,
    "log(0, 2)": INFINITE,
    "log(10, 1)": INFINITE,
    'yamldecode("a: .inf")': INFINITE,
    "local.u == local.u": "one origin equals itself, whatever it is",
    'setunion(["a"], [local.u])': "a set with unknown elements is Unknown, its certain elements kept",
    'base64gzip("")': "the bytes depend on the compressor",
    'base64gzip("hello hello hello")': "the bytes depend on the compressor",
}
"""Where we knowingly answer otherwise than Terraform, and why."""


class ConsoleScope:
    """What console/main.tf declares."""

    def __init__(self) -> None:
        self.fuel = Fuel()
        self.problems: list[str] = []

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        name = str(steps[0]) if steps else ""
        if root == "local" and name == "u":
            return Unknown("known after apply", Origin("terraform_data.u", ("id",))), 1
        if root == "local" and name in LOCALS:
            return evaluate(LOCALS[name].expression, self), 1
        if root == "var" and name in VARIABLES:
            return VARIABLES[name], 1
        if (root, name) in {("path", "module"), ("path", "root")}:
            return ".", 1
        if (root, name) == ("terraform", "workspace"):
            return "default", 1
        self.problem((0, 0), f"{root}.{name} is not declared")
        raise EvaluationError("not declared")

    def follow(self, origin: Origin) -> Value | None:
        del origin
        return None  # nothing is configured

    def read_file(self, path: str) -> bytes | str:
        file = CONSOLE / path
        return file.read_bytes() if file.is_file() else "does not exist"

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        if not (CONSOLE / folder).is_dir():
            return "does not exist"
        base = CONSOLE / folder
        return tuple(path.relative_to(base).as_posix() for path in base.rglob("*") if path.is_file())

    def problem(self, span: tuple[int, int], message: str) -> None:
        del span
        self.problems.append(message)


def render(value: Value, depth: int = 0) -> str:
    """A value as the console prints it."""
    match value:
        case Sensitive():
            return "(sensitive value)"
        case Unknown():
            return "(known after apply)"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
        case str():
            return render_string(value, depth)
        case list() | dict():
            return render_collection(value, depth)


def render_string(text: str, depth: int) -> str:
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    pad = " " * depth
    return "\n".join(["<<-EOT" if depth else "<<EOT", *(pad + line for line in text.split("\n")), pad + "EOT"])


def render_collection(value: list[Value] | dict[str, Value], depth: int) -> str:
    pad = " " * depth
    if isinstance(value, list):
        lines = [f"{pad}  {render(item, depth + 2)},\n" for item in value]
    else:
        lines = [f"{pad}  {json.dumps(key)} = {render(value[key], depth + 2)}\n" for key in sorted(value)]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    body = opening + "\n" + "".join(lines) + pad + closing if lines else opening + closing
    names = ((ListOf, "tolist"), (SetOf, "toset"), (MapOf, "tomap"))
    return next((f"{name}({body})" for kind, name in names if isinstance(value, kind)), body)


def ours(text: str) -> str | None:
    """Our answer; None where we, too, refuse the expression."""
    scope = ConsoleScope()
    data = text.encode()
    try:
        value = evaluate(parse_expression(data, 0, len(data)), scope)
    except EvaluationError:
        return None
    return None if scope.problems else render(value)


def theirs(answer: str | None) -> str | None:
    """Terraform's answer, typed nulls written as plain ones, whose types we do not track."""
    return answer and re.sub(r"to\w+\(null\)(?: /\* of \w+ \*/)?", "null", answer)


@pytest.mark.parametrize("text", [text for text in RECORDING["answers"] if text not in DIFFERENT])
def test_answer_is_terraforms(text: str) -> None:
    assert ours(text) == theirs(RECORDING["answers"][text])


def test_conformance() -> None:
    """Prints the count; the known differences really are different, or they would not be listed."""
    answers = RECORDING["answers"]
    equal = {text for text, answer in answers.items() if ours(text) == theirs(answer)}
    print(f"\nexpressions: {len(equal)} of {len(answers)} as Terraform {RECORDING['terraform']} answers them")  # noqa: T201 - for `pytest -s`, as the docs say
    assert len(answers) >= 500
    assert set(answers) - equal == set(DIFFERENT)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs the terraform binary")
def test_recording_is_what_the_binary_says() -> None:
    script = HERE.parents[2] / "scripts" / "record_terraform_console.py"
    result = subprocess.run([sys.executable, script, "--check", "60"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_recording_covers_every_function() -> None:
    from idlint.languages.terraform.functions import casts
    from idlint.languages.terraform.functions.table import HOMES

    opentofu = {"base64gunzip", "cidrcontains", "urldecode"}
    unrepeatable = {"abspath", "bcrypt", "plantimestamp", "rsadecrypt", "timestamp", "uuid"}
    called = {name for text in RECORDING["answers"] for name in re.findall(r"([a-z0-9]+)\(", text)}
    assert {*HOMES, *casts.BEFORE_MARKS} - called == opentofu | unrepeatable
