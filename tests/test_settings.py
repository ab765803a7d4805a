"""The configuration: read from either file, and every mistake named with file and key."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.errors import SettingsError
from idlint.settings import FACTS, Assumption, Settings, Suppression, VariableSet, has_settings, load_settings

WHOLE = """
exclude = ["vendor/**"]
fail-on = "medium"
select = ["family:identity"]
ignore = ["storage-single-region"]
ruleset = "2026-12"
rules = ["policy/rules"]
owns = ["monitoring"]
require-reason = true
baseline = "accepted.json"
non-ignorable = ["fallback-secret-in-plain-text"]

[criticality]
"infra/prod/**" = "mission-critical"
"**" = "low"

[owners]
"infra/**" = "@acme/infra dora@example.com"
"area:identity" = "@acme/identity"

[[assume]]
fact = "entra-sign-in-logs"
because = "exported by the tenant baseline"
owner = "identity-team"
until = 2027-06-30
evidence = "https://example.com/baseline"

[[assume]]
fact = "outage-runbook"
because = "in the wiki"

[[suppress]]
rule = "storage-single-region"
reason = "rebuilt from the source"
path = "sandbox/*"
address = "azurerm_storage_account.cache"
instance = "west"
set = "prod"
owner = "platform-team"
until = 2027-01-31
evidence = "https://example.com/why"

[[sets]]
root = "infra"
name = "prod"
var-files = ["prod.tfvars"]

[modules]
"git::https://example.com/net.git" = "modules/net"

[options.storage-single-region]
allow = ["ZRS"]
"""


def load(folder: Path, text: str, name: str = "idlint.toml") -> Settings:
    (folder / name).write_text(text, encoding="utf-8")
    return load_settings(folder)


def error(folder: Path, text: str, name: str = "idlint.toml") -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text, name)
    return str(caught.value)


def test_every_key_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, WHOLE) == Settings(
        file="idlint.toml",
        exclude=("vendor/**",),
        fail_on="medium",
        select=("family:identity",),
        ignore=("storage-single-region",),
        ruleset="2026-12",
        rules=("policy/rules",),
        owns=("monitoring",),
        require_reason=True,
        criticality={"infra/prod/**": "mission-critical", "**": "low"},
        owners={"infra/**": "@acme/infra dora@example.com", "area:identity": "@acme/identity"},
        assume=(
            Assumption(
                "entra-sign-in-logs", "exported by the tenant baseline", "identity-team", date(2027, 6, 30),
                "https://example.com/baseline", "idlint.toml",
            ),
            Assumption("outage-runbook", "in the wiki", file="idlint.toml"),
        ),
        suppress=(
            Suppression(
                "storage-single-region", "rebuilt from the source", "sandbox/*", "azurerm_storage_account.cache",
                "west", "prod", "platform-team", date(2027, 1, 31), "https://example.com/why", "idlint.toml",
            ),
        ),
        baseline="accepted.json",
        non_ignorable=("fallback-secret-in-plain-text",),
        sets=(VariableSet("infra", "prod", ("prod.tfvars",)),),
        modules={"git::https://example.com/net.git": "modules/net"},
        options={"storage-single-region": {"allow": ["ZRS"]}},
    )  # fmt: skip


def test_criticality_keeps_the_order_of_its_globs(tmp_path: Path) -> None:
    assert list(load(tmp_path, '[criticality]\n"z" = "low"\n"a" = "high"\n').criticality) == ["z", "a"]


def test_repository_without_configuration_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    assert not has_settings(tmp_path)


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1\n", "tool = 3\n"])
def test_pyproject_without_our_table_is_no_configuration(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text, "pyproject.toml") == Settings()
    assert not has_settings(tmp_path)


def test_pyproject_with_our_table_is_one_even_if_the_table_is_empty(tmp_path: Path) -> None:
    assert load(tmp_path, "[tool.idlint]\n", "pyproject.toml") == Settings(file="pyproject.toml")
    assert has_settings(tmp_path)


def test_empty_file_of_our_own_marks_a_root(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings(file="idlint.toml")
    assert has_settings(tmp_path)


def test_both_files_are_an_error_unless_only_one_is_ours(tmp_path: Path) -> None:
    (tmp_path / "idlint.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert load_settings(tmp_path).file == "idlint.toml"
    assert "both present" in error(tmp_path, "[tool.idlint]\n", "pyproject.toml")


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufefffail-on = "low"\n').fail_on == "low"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail_on = 'low'", "idlint.toml: unknown key `fail_on`: did you mean `fail-on`?"),
        ("colour = true", "idlint.toml: unknown key `colour`"),
        ("[tool.idlint]", "idlint.toml: [tool.idlint] is how pyproject.toml says it: here leave `tool.idlint` out"),
        ("fail-on = 'severe'", "idlint.toml: `fail-on`: expected one of critical, high, medium, low; found `severe`"),
        ("fail-on = 3", "idlint.toml: `fail-on`: expected a string"),
        ("exclude = 'vendor'", "idlint.toml: `exclude`: expected a list of strings"),
        ("select = [1]", "idlint.toml: `select`: expected a list of strings"),
        ("require-reason = 'yes'", "idlint.toml: `require-reason`: expected true or false"),
        ("criticality = 'high'", "idlint.toml: `criticality`: expected a table of strings"),
        (
            "[criticality]\n'*' = 'huge'",
            "idlint.toml: `criticality`: expected one of mission-critical, high, standard, low; found `huge`",
        ),
        ("[assume]\nfact = 'x'", "idlint.toml: `assume`: expected tables, written [[assume]]"),
        ("[[assume]]\nfact = 'outage-drill'", "idlint.toml: assume[0]: `because` is missing"),
        ("[[assume]]\nbecause = 'x'", "idlint.toml: assume[0]: `fact` is missing"),
        (
            "[[assume]]\nfact = 'outage-drill'\nbecause = 'x'\nuntil = '2027-01-01'",
            "idlint.toml: assume[0]: `until`: expected a date without quotes, like 2027-06-30",
        ),
        (
            "[[assume]]\nfact = 'outage-drill'\nbecause = 'x'\nuntil = 2027-01-01T00:00:00",
            "idlint.toml: assume[0]: `until`: expected a date without quotes, like 2027-06-30",
        ),
        (
            "[[assume]]\nfact = 'outage-drill'\nbecause = 'x'\n" * 2 + "by = 'me'",
            "idlint.toml: assume[1]: unknown key `by`",
        ),
        ("[[sets]]\nroot = 'infra'", "idlint.toml: sets[0]: `name` is missing"),
        ("[options]\nx = 1", "idlint.toml: `options`: expected a table of tables, one a rule id"),
    ],
)
def test_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    assert error(tmp_path, text) == message


def test_unknown_fact_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    message = error(tmp_path, "[[assume]]\nfact = 'drill'\nbecause = 'x'")
    assert all(fact in message for fact in FACTS)
    assert message.endswith("found `drill`")


@pytest.mark.parametrize("name", ["idlint.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    "data",
    [
        b"[tool.idlint",
        b"# idlint\nx = \xff",
        b"idlint = " + b"[" * 5000,
        b"idlint = " + b"9" * 5000,
        b"#idlint\n" + b"\n" * 5_000_000,
    ],
    ids=["syntax", "encoding", "depth", "digits", "size"],
)
def test_file_that_cannot_be_read_is_a_settings_error(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    for use in (load_settings, has_settings):
        with pytest.raises(SettingsError, match=f"^{name}: "):
            use(tmp_path)


def test_broken_pyproject_that_never_mentions_us_is_somebody_elses_business(tmp_path: Path) -> None:
    assert load(tmp_path, "[project", "pyproject.toml") == Settings()


def test_our_table_written_as_something_else_is_an_error_and_does_not_switch_us_off(tmp_path: Path) -> None:
    assert "expected a table" in error(tmp_path, "[tool]\nidlint = true\n", "pyproject.toml")
    assert "expected a table" in error(tmp_path, "[[tool.idlint]]\n", "pyproject.toml")


SCALARS = st.booleans() | st.integers(0, 99) | st.sampled_from(["'high'", "'x'", "2027-01-01"])
TABLES = st.sampled_from(["", "[criticality]", "[[assume]]", "[[sets]]", "[options.x]", "[modules]"])
KEYS = st.sampled_from(["fail-on", "exclude", "select", "assume", "fact", "because", "until", "root", "name", "x"])


@given(st.lists(st.tuples(TABLES, KEYS, SCALARS | st.lists(SCALARS, max_size=2)), max_size=4))
@settings(max_examples=100, deadline=None)
def test_any_configuration_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, object]]
) -> None:
    text = "\n".join(
        f"{table}\n{key} = {str(value).replace('True', 'true').replace('False', 'false')}"
        for table, key, value in entries
    )
    try:
        folder = tmp_path_factory.getbasetemp() / "any-text"
        folder.mkdir(exist_ok=True)
        outcome = load(folder, text).file
    except SettingsError as refused:
        outcome = str(refused)
    assert outcome.startswith("idlint.toml")


PIPELINES = """
[pipelines.repositories]
templates = "vendor/templates"

[[pipelines.templates]]
template = "steps/apply.yml@templates"
task = "TerraformTask@5"
inputs = { workingDirectory = "directory" }
values = { command = "apply" }
pool = "agentPool"
"""


def test_templates_of_other_repositories_are_mapped_or_described(tmp_path: Path) -> None:
    found = load(tmp_path, PIPELINES).pipelines

    assert found.repositories == {"templates": "vendor/templates"}
    assert found.templates[0].inputs == {"workingDirectory": "directory"}
    assert (found.templates[0].task, found.templates[0].pool) == ("TerraformTask@5", "agentPool")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pipelines = 1", "`pipelines`: expected a table, written [pipelines]"),
        ("[pipelines]\nrepository = 1", "pipelines: unknown key `repository`: did you mean `repositories`?"),
        ("[[pipelines.templates]]\ntemplate = 'x@y'", "pipelines: templates[0]: `task` is missing"),
        ("[[pipelines.templates]]\ntemplate = 'x'\ntask = 'y'\npols = 'z'", "unknown key `pols`: did you mean `pool`?"),
    ],
)
def test_a_mistake_in_the_pipelines_table_is_named(tmp_path: Path, text: str, told: str) -> None:
    assert told in error(tmp_path, text)


SHARED = """
owns = ["monitoring"]
fail-on = "medium"
non-ignorable = ["storage-single-region"]

[[assume]]
fact = "outage-drill"
because = "the platform team drills every quarter"
"""


def test_an_organisation_file_adds_its_lists_and_gives_way_in_the_rest(tmp_path: Path) -> None:
    (tmp_path / "org.toml").write_text(SHARED)
    root = tmp_path / "repository"
    root.mkdir()
    read = load(root, 'extends = "../org.toml"\nfail-on = "low"\nowns = ["rbac"]\n')
    assert read.owns == ("rbac", "monitoring")
    assert read.fail_on == "low"
    assert read.non_ignorable == ("storage-single-region",)
    assert [(item.fact, item.file) for item in read.assume] == [("outage-drill", "org.toml")]
    assert read.extends == (str(tmp_path / "org.toml"),)


def test_organisation_files_can_extend_each_other(tmp_path: Path) -> None:
    (tmp_path / "division.toml").write_text('extends = "company.toml"\nowns = ["b"]\n')
    (tmp_path / "company.toml").write_text('owns = ["c"]\n')
    assert load(tmp_path, 'extends = "division.toml"\nowns = ["a"]\n').owns == ("a", "b", "c")


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        (None, "idlint.toml: `extends`: there is no file"),
        ("owns = [", "org.toml"),
        ("[[sets]]", "`sets` belongs in a repository's own configuration"),
        ('extends = "org.toml"', "leads back to itself"),
        ("extends = 3", "expected the path of a file"),
    ],
)
def test_a_broken_organisation_file_stops_the_run(tmp_path: Path, shared: str | None, said: str) -> None:
    if shared is not None:
        (tmp_path / "org.toml").write_text(shared)
    with pytest.raises(SettingsError, match=re.escape(said)):
        load(tmp_path, 'extends = "org.toml"\n')


def test_a_configuration_that_is_no_file_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "idlint.toml").mkdir()
    with pytest.raises(SettingsError, match="is a folder, or a link that leads nowhere"):
        load_settings(tmp_path)
