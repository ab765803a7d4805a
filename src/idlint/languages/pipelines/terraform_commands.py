"""Terraform on the command line: folder, action, variable files, variables, workspace and backend configuration.

The options are those of https://developer.hashicorp.com/terraform/cli/commands ; `TF_VAR_`, `TF_WORKSPACE` and
`TF_CLI_ARGS` are read from the environment as Terraform does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from idlint.languages.pipelines.commands import Command, below
from idlint.languages.pipelines.model import Step
from idlint.languages.pipelines.shell import cut, tokens
from idlint.values import Unknown, Value, reveal

WRAPPERS: Mapping[str, tuple[str, ...]] = {
    "gitlab-terraform": ("TF_ROOT",),
    "gitlab-tofu": ("GITLAB_TOFU_ROOT_DIR", "TF_ROOT"),
}
"""What GitLab calls Terraform and OpenTofu with -> the variables that may name the folder, from the checkout's root.

https://docs.gitlab.com/user/infrastructure/iac/gitlab_terraform_helpers/ and https://gitlab.com/components/opentofu
"""

PROGRAMS = frozenset({"terraform", "tofu", "terragrunt", *WRAPPERS})

VALUED = frozenset({"-var", "-var-file", "-backend-config", "-target", "-replace", "-out", "-state", "-lock-timeout"})
"""Options whose value can be the next word."""

BACKEND_INPUTS: Mapping[str, str] = {
    "backendazurermresourcegroupname": "resource_group_name",
    "backendazurermstorageaccountname": "storage_account_name",
    "backendazurermcontainername": "container_name",
    "backendazurermkey": "key",
    "backendawsbucketname": "bucket",
    "backendawskey": "key",
    "backendgcpbucketname": "bucket",
}
"""Inputs of the Terraform tasks of Azure Pipelines -> attribute of the backend."""


def terraform_attributes(known: Mapping[str, Value], step: Step, command: Command | None = None) -> dict[str, Value]:
    """What one call of Terraform says: of a `command` in a script, or else of a task whose attributes are `known`."""
    words = list(command.words[1:]) if command else _words(known.get("options"))
    env = command.env if command else step.env
    directory = below(step.directory, command.directory) if command else known.get("directory", step.directory)
    action, arguments, folder = _parsed(words) if command else (known.get("action"), words, "")
    directory = below(directory, folder) if folder else _root(command, env) or directory
    arguments += [*_words(env.get("TF_CLI_ARGS")), *_words(env.get(f"TF_CLI_ARGS_{action}"))]
    backend = {BACKEND_INPUTS[name]: value for name, value in step.inputs.items() if name in BACKEND_INPUTS}
    files = [_pair_or_file(word) for word in _values(arguments, "-backend-config")]
    passed = (*_listed(known.get("var_files")), *_values(arguments, "-var-file"), *_open(arguments))
    return {
        "tool": "terragrunt" if command and command.program.lower() == "terragrunt" else "terraform",
        "action": action,
        "directory": directory,
        "var_files": [below(directory, word) for word in passed],
        "variables": {**_from_environment(env), **dict(_pairs(_values(arguments, "-var")))},
        "backend": backend | {name: value for name, value in files if name},
        "backend_files": [below(directory, value) for name, value in files if not name],
        "workspace": _workspace(action, arguments, env, known),
    }


def _root(command: Command | None, env: Mapping[str, Value]) -> Value:
    """The folder that a wrapper is told by a variable; empty where it works in the present one."""
    names = WRAPPERS.get(command.program.lower(), ()) if command else ()
    return next((below("", env[name]) for name in names if env.get(name)), "")


def _words(value: Value) -> list[Value]:
    """The words of an option text; one unknown word where nothing of the text is known."""
    plain = reveal(value)
    if isinstance(plain, Unknown) and not isinstance(plain.known, tuple):
        return [plain]
    return [token.word for token in tokens(value) if not token.operator] if value is not None else []


def _open(words: Sequence[Value]) -> Iterator[Value]:
    """Words of which not even the beginning is known: each may be any option, a variable file too."""
    for before, word in zip((None, *words), words, strict=False):
        if isinstance(word, Unknown) and not cut(word)[0] and before not in VALUED:
            yield word


def _listed(value: Value) -> list[Value]:
    """The entries of an input that takes one or several, by lines or commas."""
    plain = reveal(value)
    if isinstance(plain, str):
        return [word.strip() for line in plain.splitlines() for word in line.split(",") if word.strip()]
    return [] if plain is None else [plain]


def _parsed(words: Sequence[Value]) -> tuple[Value, list[Value], Value]:
    """Action, the arguments after it, and `-chdir`; the action of `workspace select` is `workspace`."""
    folder: Value = ""
    for at, word in enumerate(words):
        head, value = _option(word)
        if head == "-chdir":
            folder = value
        elif not head:
            return word, list(words[at + 1 :]), folder
    return "", [], folder


def _option(word: Value) -> tuple[str, Value]:
    """Name and attached value of an option, with one dash or two; no name for another word."""
    name, attached, value = cut(word)
    if not name.startswith("-"):
        return "", None
    return "-" + name.lstrip("-"), value if attached else None


def _values(words: Sequence[Value], option: str) -> Iterator[Value]:
    """Every value of `option`: `-var-file=x` and `-var-file x`."""
    for at, word in enumerate(words):
        name, value = _option(word)
        if name == option:
            if value is not None:
                yield value
            elif at + 1 < len(words):
                yield words[at + 1]


def _pair_or_file(word: Value) -> tuple[str, Value]:
    """`name=value` as a pair; a file as an empty name and its path."""
    name, is_pair, value = cut(word)
    return (name.strip(), value) if is_pair else ("", word)


def _pairs(words: Iterator[Value]) -> Iterator[tuple[str, Value]]:
    return (pair for pair in map(_pair_or_file, words) if pair[0])


def _from_environment(env: Mapping[str, Value]) -> dict[str, Value]:
    return {name.removeprefix("TF_VAR_"): value for name, value in env.items() if name.startswith("TF_VAR_")}


def _workspace(action: Value, words: Sequence[Value], env: Mapping[str, Value], known: Mapping[str, Value]) -> Value:
    """The workspace that is selected; empty where none is."""
    if action == "workspace":
        named = [word for word in words[1:] if not _option(word)[0]]
        return named[0] if named and words[0] in {"select", "new"} else ""
    return env.get("TF_WORKSPACE") or known.get("workspace") or ""
