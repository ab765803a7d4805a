"""What a step does: how it signs in, what it deploys, which secret store it reads.

Everything is looked up in one table (`table`), by the name of an action or task, or by the first words of a command;
what only a run knows stays unknown. Scripts are read as shells read them (`commands`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from idlint.languages.pipelines.commands import Command, below, commands
from idlint.languages.pipelines.local_scripts import WORKSPACE, Open, followed, may_run_scripts, no_scripts
from idlint.languages.pipelines.model import DEPLOY, LOGIN, SECRET, Dialect, Step
from idlint.languages.pipelines.paths import in_checkout
from idlint.languages.pipelines.powershell import is_splat
from idlint.languages.pipelines.shell import VARIABLE, Token, cut, tokens
from idlint.languages.pipelines.table import SIGNS_IN, STAYS_HOME, Entry, Method, Table, table
from idlint.languages.pipelines.template_parameters import (
    by_flag,
    named_values,
    overridden,
    template_parameters,
    words_of,
)
from idlint.languages.pipelines.terraform_commands import PROGRAMS, terraform_attributes
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value, origins, reveal, text

MEETS_CLOUD = frozenset({"init", "plan", "apply", "destroy", "import", "refresh", "output", "state", "run-all"})
"""Actions of Terraform that sign in; `fmt` and `validate` do not."""


class Fact(NamedTuple):
    """One thing that a step does."""

    type: str
    """`pipeline.login`, `pipeline.deploy` or `pipeline.secret`."""
    attributes: dict[str, Value]
    line: int | None = None
    """The line of the step's script that shows it, from 0; None where the step itself does."""
    place: str = ""
    """Which line of which script of the repository shows it: `scripts/deploy.sh:12`; empty for the step's own."""


EXTERNAL_ACCOUNT = "(external account)"
"""Stands in an environment for: the script writes a credential file of workload identity federation."""

_EXTERNAL = re.compile(r"\bexternal_account\b|workload-identity-pools\s+create-cred-config\b")
"""https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines"""


def facts(step: Step, dialect: Dialect, open: Open = no_scripts) -> tuple[Fact, ...]:
    """Everything that `step` is known to do, in the order in which it does it; `open` gives the scripts it runs."""
    known = table()
    name = _plain_name(step.action, dialect)
    entry = known.actions.get("azure_pipelines" if dialect == "azure_pipelines" else "github_actions", {}).get(name)
    found = [*_of_action(step, entry or Entry(), known)]
    script = step.script if step.script is not None else _first(step.inputs, entry.script if entry else ())
    if script is None and entry is not None:
        script = _run_by_task(step, entry)
    if script is not None:
        repeats = _first(step.inputs, entry.repeats if entry else ())
        found += _of_script(step, script, repeats, known, open)
    return tuple(fact._replace(attributes={**_repetition(step, fact), **fact.attributes}) for fact in found)


def _run_by_task(step: Step, entry: Entry) -> Value:
    """The command that a task makes of a script file and its arguments; None where it names no file."""
    name = in_checkout(_first(step.inputs, entry.file))
    if name is None:
        return None
    given = _first(step.inputs, entry.arguments)
    return Unknown("script of a task", known=('"', WORKSPACE, "/", name, '" ', "" if given is None else given))


def _plain_name(action: str, dialect: Dialect) -> str:
    """`azure/login@v2` -> `azure/login`; `AzureCLI@2`, `contributor.extension.Task@1` -> the task's own name."""
    name = action.partition("@")[0].lower()
    return name.rpartition(".")[2] if dialect == "azure_pipelines" else name


def _repetition(step: Step, fact: Fact) -> dict[str, Value]:
    """What holds for everything that a step does."""
    common: dict[str, Value] = {"condition": step.condition, "continue_on_error": step.continue_on_error}
    if fact.type == SECRET:
        return {"retries": step.retries, **common}
    schemes = _schemes(step) if fact.attributes.get("method") == "service-connection" else None
    return {"retries": step.retries, "backoff": False, "unbounded": False, "loop": False, "schemes": schemes, **common}


CREDENTIAL_VARIABLES = ("servicePrincipalKey", "idToken")
"""What the Azure CLI task hands to its script: one where the connection keeps a secret, the other where it is
federated. https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/azure-cli-v2"""


def _schemes(step: Step) -> Value:
    """Which of the credential variables the script of a task reads; None where it is not handed any."""
    if step.script is None or not _is_true(step.inputs.get("addspntoenvironment")):
        return None
    read = {origin.address.removeprefix(VARIABLE).lower() for origin in _read_in(tokens(step.script, step.shell))}
    return [name for name in CREDENTIAL_VARIABLES if name.lower() in read]


def _read_in(script: Sequence[Token]) -> Iterator[Origin]:
    for token in script:
        yield from origins(token.word)
        for inner in token.inner:
            yield from _read_in(inner)


def _of_action(step: Step, entry: Entry, known: Table) -> Iterator[Fact]:
    yield from _connections(step, known)
    sign_in = _login(entry, step.inputs, (), step)
    if sign_in:
        yield sign_in
    if entry.secret:
        yield Fact(SECRET, {"store": entry.secret["store"], **_read(entry.secret, step.inputs, step.directory)})
    if entry.deploy:
        yield _deploy_by_action(step, entry, known)


def _connections(step: Step, known: Table) -> Iterator[Fact]:
    """One sign-in for each service connection that a task names."""
    seen: set[str] = set()
    for name, value in step.inputs.items():
        cloud = known.connections.get(name)
        if cloud is None or value in (None, "") or (shown := f"{cloud} {value}") in seen:
            continue
        seen.add(shown)
        attributes: dict[str, Value] = {"cloud": cloud, "method": "service-connection", "connection": value}
        yield Fact(LOGIN, attributes)


def _login(entry: Entry, inputs: Mapping[str, Value], words: Sequence[Value], step: Step | None) -> Fact | None:
    """The sign-in that an entry describes; None where it does not sign in with these inputs."""
    method = _method(entry.methods, inputs, words)
    if method is None:
        return None
    attributes: dict[str, Value] = {"cloud": entry.login["cloud"], "method": method}
    attributes |= _read(entry.login, inputs, "")
    attributes["chained"] = bool(entry.login.get("chained")) or method == "ambient"
    attributes["ignored"] = _ignored(entry, inputs)
    built_in = entry.login.get("retries")
    if built_in and step is not None and not _is_true(inputs.get(built_in.get("disabled_by", ""))):
        given = inputs.get(built_in.get("input", ""))
        attributes |= {"retries": built_in["default"] if given in (None, "") else _number(given), "backoff": True}
    return Fact(LOGIN, attributes)


def _ignored(entry: Entry, inputs: Mapping[str, Value]) -> Value:
    """The input that is given and has no effect; None for none."""
    for name, others in entry.login.get("ignores", {}).items():
        if inputs.get(name) not in (None, "") and any(inputs.get(other) not in (None, "") for other in others):
            return str(name)
    return None


def _method(methods: Iterable[Method], inputs: Mapping[str, Value], words: Sequence[Value]) -> Value:
    """The first method whose conditions hold; Unknown where an input that decides is not known; None for none."""
    for method in methods:
        for name, expected in method.equals.items():
            value = reveal(inputs.get(name))
            if isinstance(value, Unknown):
                return Unknown("which way to sign in is decided by an input", value.origin)
            if _text(value) != expected:
                break
        else:
            if _holds(method, inputs, words):
                return method.name
    return None


def _holds(method: Method, inputs: Mapping[str, Value], words: Sequence[Value]) -> bool:
    given = all(inputs.get(name) not in (None, "", False) for name in method.has)
    is_true = not method.flag or any(_is_true(inputs.get(name)) for name in method.flag)
    pairs = {name for word in words if (name := cut(word)[0])} if method.pairs else ()
    named = not method.words or any(word in words for word in method.words)
    paired = all(name in pairs for name in method.pairs)
    return given and is_true and named and paired and all(_is_made(inputs.get(name)) for name in method.made)


def _is_made(value: Value) -> bool:
    """Whether a command's answer is the value: it comes from nowhere that has a name, no variable and no secret."""
    plain = reveal(value)
    return isinstance(plain, Unknown) and not any(True for _ in origins(plain))


def _text(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value).lower()


def _is_true(value: Value) -> bool:
    return _text(reveal(value)) in {"true", "1"}


def _number(value: Value) -> Value:
    plain = reveal(value)
    return int(plain) if isinstance(plain, str) and plain.isdigit() else plain


def _first(inputs: Mapping[str, Value], names: Iterable[str]) -> Value:
    return next((inputs[name] for name in names if inputs.get(name) not in (None, "")), None)


PATHS = frozenset({"template", "directory"})
"""Attributes that are paths, seen from the step's directory."""


def _read(part: Mapping[str, object], inputs: Mapping[str, Value], directory: Value) -> dict[str, Value]:
    """The attributes that an entry reads from inputs; those that are not given are left out."""
    reads = part.get("read")
    found: dict[str, Value] = {}
    for attribute, names in reads.items() if isinstance(reads, dict) else ():
        value = _first(inputs, names)
        if value is not None:
            found[attribute] = below(directory, value) if attribute in PATHS else value
    if "token" in found:
        found["token"] = text(found["token"])
    return found


def _deploy_by_action(step: Step, entry: Entry, known: Table) -> Fact:
    attributes: dict[str, Value] = {"tool": entry.deploy["tool"], "cloud": entry.deploy.get("cloud")}
    attributes["action"] = "plan" if _only_looks(step.inputs) else _action(entry.deploy["action"], step.inputs)
    attributes |= _read(entry.deploy, step.inputs, "" if entry.deploy["tool"] == "terraform" else step.directory)
    connection = next((step.inputs[name] for name in step.inputs if name in known.connections), None)
    if connection is not None:
        attributes["connection"] = connection
    if entry.deploy["tool"] == "terraform":
        attributes |= terraform_attributes(attributes, step)
    elif entry.deploy["tool"] == "arm":
        words, values = named_values(attributes.pop("values", None))
        passed, overrides = words_of(attributes.pop("var_files", None)), overridden(attributes.pop("overrides", None))
        attributes |= template_parameters([*passed, *words], step.directory, {**overrides, **values})
    return Fact(DEPLOY, attributes)


def _only_looks(inputs: Mapping[str, Value]) -> bool:
    """Whether a deployment is validated or compared only, by a flag, a mode or a flag among further arguments."""
    words = text(inputs.get("additionalarguments") or "").split()
    modes = (_text(inputs.get("deploymentmode")), _text(inputs.get("operation")))
    flags = {name for name in ("--what-if", "-whatif") if _is_true(inputs.get(name)) or name in words}
    return bool(flags) or bool({"validate", "validation", "whatif"}.intersection(modes))


def _action(action: object, inputs: Mapping[str, Value]) -> Value:
    """The action's word: the entry's own, or what an input says."""
    if not isinstance(action, dict):
        return str(action)
    value = _first(inputs, action["input"])
    return str(action["default"]) if value is None else value


def _of_script(step: Step, script: Value, repeats: Value, known: Table, open: Open) -> Iterator[Fact]:
    """What the commands of a script do; most scripts name no program that does anything, and are not read."""
    written = text(script)
    if not _may_act(written):
        return
    env = {**step.env, EXTERNAL_ACCOUNT: "true"} if _EXTERNAL.search(written) else step.env
    signed_in: set[tuple[str, str]] = set()
    for command, place in followed(commands(script, step.shell, env), step.shell, step.directory, open):
        for fact in _of_command(step, command, known):
            key = (str(fact.attributes.get("cloud")), str(fact.attributes.get("method")))
            if "from_environment" in fact.attributes and key in signed_in:
                continue
            signed_in.add(key)
            yield fact._replace(attributes=fact.attributes | _loop(command, repeats), line=command.line, place=place)


@lru_cache(maxsize=256)
def _may_act(script: str) -> bool:
    """Whether a script names a program that does anything, or may run a script of the repository."""
    return not table().acting.isdisjoint(_WORD.findall(script.lower())) or may_run_scripts(script)


_WORD = re.compile(r"[\w-]+")


def _loop(command: Command, repeats: Value) -> dict[str, Value]:
    """What the loop around a command, or the action that repeats it, means for its failures."""
    found: dict[str, Value] = {"conditional": command.conditional}
    if command.forgiven:
        found["continue_on_error"] = True
    if repeats is not None:
        found |= {"retries": _number(repeats), "loop": True, "backoff": True}
    if command.loop is not None:
        unbounded = Unknown("end of a loop") if command.loop.bounded is None else not command.loop.bounded
        found |= {"loop": True, "backoff": command.loop.waits, "unbounded": unbounded}
        found["retries"] = Unknown("number of rounds of a loop")
    return found


def _of_command(step: Step, command: Command, known: Table) -> Iterator[Fact]:
    program = command.program.lower()
    if program not in known.acting:
        return
    if program in PROGRAMS:
        attributes = terraform_attributes({}, step, command)
        if attributes["action"] in MEETS_CLOUD:
            yield from _from_environment(command, known)
        if attributes["action"]:
            yield Fact(DEPLOY, attributes)
        return
    if _signs_in(program, command.words[1:]):
        yield from _from_environment(command, known)
    entry, rest = _entry(command, known)
    if entry is None:
        return
    inputs = flags(rest)
    directory = below(step.directory, command.directory)
    sign_in = _login(entry, inputs, rest, None)
    if sign_in:
        yield sign_in
    if entry.secret:
        yield Fact(SECRET, {"store": entry.secret["store"], **_read(entry.secret, inputs, directory)})
    if entry.deploy:
        yield _deploy_by_command(entry, rest, inputs, directory)


def _signs_in(program: str, words: Sequence[Value]) -> bool:
    """Whether a program is asked for something that it signs in for; options may come before, with values perhaps."""
    plain = [word for word in words if not isinstance(word, str) or not word.startswith("-")]
    if program in SIGNS_IN:
        return any(not isinstance(word, str) or word in SIGNS_IN[program] for word in plain)
    return program in STAYS_HOME and bool(plain) and plain[0] not in STAYS_HOME[program]


def _deploy_by_command(entry: Entry, rest: Sequence[Value], inputs: Mapping[str, Value], directory: Value) -> Fact:
    deploy: dict[str, Value] = {"tool": entry.deploy["tool"], "cloud": entry.deploy.get("cloud")}
    deploy["action"] = "plan" if _only_looks(inputs) else _action(entry.deploy["action"], inputs)
    deploy |= _read(entry.deploy, inputs, directory)
    own = entry.deploy.get("own")
    overrides = by_flag(inputs, own) if own else {}
    hidden = [Unknown("flags in a variable") for word in rest if own and is_splat(word)]
    if "var_files" in deploy or overrides or hidden:
        names = entry.deploy["read"]["var_files"]
        given = [word for name in names for word in _following(rest, name)]
        deploy |= template_parameters([*given, *hidden], directory, overrides)
    return Fact(DEPLOY, deploy)


def _following(words: Sequence[Value], flag: str) -> Iterator[Value]:
    """The words that follow every `flag`, up to the next flag."""
    inside = False
    for word in words:
        is_flag = isinstance(word, str) and word.startswith("-")
        if inside and not is_flag:
            yield word
        if is_flag:
            inside = str(word).lower() == flag


def _from_environment(command: Command, known: Table) -> Iterator[Fact]:
    """The sign-ins that a program makes by itself with what is set in its environment.

    The session of a role (`ambient`) is none: the command that asked for the role has signed in.
    """
    for cloud, methods in known.environment.items():
        method = _method(methods, command.env, ())
        if method in (None, "ambient"):
            continue
        read = {name: _first(command.env, names) for name, names in known.environment_read.items()}
        attributes: dict[str, Value] = {"cloud": cloud, "method": method, "chained": False, "from_environment": True}
        attributes |= {name: value for name, value in read.items() if value is not None}
        if "kept_token" in attributes:
            attributes["kept_token"] = text(attributes["kept_token"])
        yield Fact(LOGIN, attributes)


def _entry(command: Command, known: Table) -> tuple[Entry | None, Sequence[Value]]:
    """The entry with the longest beginning of the command's words, and the words after it."""
    program = command.program.lower()
    if program not in known.programs:
        return None, ()
    words = [program, *(word.lower() if isinstance(word, str) else "" for word in command.words[1:6])]
    for length in range(len(words), 0, -1):
        entry = known.commands.get(tuple(words[:length]))
        if entry is not None:
            return entry, command.words[length:]
    return None, ()


def flags(words: Sequence[Value]) -> dict[str, Value]:
    """The flags among `words`, in lower case: `--name value`, `--name=value`, `-Switch` (true); the last one wins."""
    found: dict[str, Value] = {}
    for at, word in enumerate(words):
        name, mark, value = _flag(word)
        if not name:
            continue
        after = words[at + 1] if at + 1 < len(words) else None
        found[name] = value if mark else True if after is None or _flag(after)[0] else after
    return found


def _flag(word: Value) -> tuple[str, bool, Value]:
    """Name, whether a value is attached, and that value; no name for a word that is no flag."""
    name, attached, value = cut(word, "=:")
    if not name.startswith("-") or name in {"-", "--"}:
        return "", False, None
    return name.lower(), attached, value
