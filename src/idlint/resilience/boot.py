"""What a machine needs before it does its work: extension packages, and tokens of a managed identity.

Facts: packages of VM extensions lie in storage accounts that Microsoft manages, and new machines failed while those
could not be read (post-incident review FNJ8-VQZ, https://azure.status.microsoft/status/history/?trackingId=FNJ8-VQZ).
https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux (`managedIdentity`) and
https://learn.microsoft.com/azure/virtual-machines/extensions/key-vault-linux (`requireInitialSync`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from idlint.graph.resources import Key, Property, Resource, ResourceGraph
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Encoded, Missing, Unknown, Value, get, lookup, reveal, text

MACHINES = frozenset({"virtual_machine", "virtual_machine_scale_set"})
"""Kinds that boot an image and run extensions."""

SCRIPTS = frozenset({"customscript", "customscriptextension", "customscriptforlinux", "dsc", "runcommandlinux",
                     "runcommandwindows", "runcommandhandlerlinux", "runcommandhandlerwindows"})  # fmt: skip
"""Types of extensions that set up what the machine is for, by running something."""

JOINERS = frozenset(
    {"jsonaddomainextension", "servicefabricnode", "servicefabriclinuxnode", "dockerextension", "teamservicesagent",
     "teamservicesagentlinux", "chefclient", "linuxchefclient", "puppet", "octopusdeploywindowstentacle"}
)  # fmt: skip
"""Types without which the machine is no member of the domain, cluster or pool that it is made for."""

VAULT_SYNC = frozenset({"keyvaultforlinux", "keyvaultforwindows"})
"""Types that fetch certificates; the machine waits for them only where the settings, or another extension, say so."""

AGENTS = (
    "azuremonitor", "omsagent", "microsoftmonitoring", "dependencyagent", "mma", "iaasdiagnostics", "linuxdiagnostic",
    "guesthealth", "applicationhealth", "aadlogin", "aadssh", "iaasantimalware", "mde.", "networkwatcher",
    "configurationfor", "azurepolicyfor", "guestattestation", "azurediskencryption", "azureperformance", "azurebackup",
    "azureenhancedmonitor", "vmaccess", "vmsnapshot", "bginfo", "azuresecurity", "qualys",
    "changetracking", "windowsagent.azuresecuritycenter", "linuxagent.azuresecuritycenter", "hybridworker",
    "windowspatch", "linuxpatch", "windowsosupdate", "linuxosupdate",
    "nvidiagpudriver", "amdgpudriver", "infinibanddriver",
)  # fmt: skip
"""How the types of agents beside the workload begin: they watch, log in or update, and it starts without them."""

TOKENS = (
    (r"\baz\s+login\s[^\n|;&]{0,500}(--identity|-i\b)", "az login --identity"),
    (r"\bazcopy\s+login\s[^\n|;&]{0,500}--identity", "azcopy login --identity"),
    (r"(?i)AZCOPY_AUTO_LOGIN_TYPE\W{1,4}MSI", "azcopy with AZCOPY_AUTO_LOGIN_TYPE=MSI"),
    (r"(?i)\b(Connect|Login|Add)-Az(Rm)?Account\s[^\n|;]{0,500}-Identity", "Connect-AzAccount -Identity"),
    (r"169\.254\.169\.254/metadata/identity", "a token from the metadata endpoint"),
)
"""Texts in a boot script that ask for a token of the machine's managed identity, and how to name them."""

_COMMENTS = r"(?m)^[ \t]*#(?!!|cloud-config).*$"
_INSTANCE = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'
"""An instance key in an address: `[0]`, `["weu"]`, `[?]`."""
_BASE64 = r"[A-Za-z0-9+/\r\n]+={0,2}"
_ROLE_UNKNOWN = "extension of a type whose part in the boot is not known"


class Finding(NamedTuple):
    """One thing that the boot needs."""

    text: str
    """Printable: `CustomScript`, `az login --identity in custom_data`."""
    location: Location


class Extension(NamedTuple):
    """One extension of a machine, written in it or beside it."""

    name: Value
    type: Value
    settings: Value
    protected: Value
    after: Value
    """Names of the extensions that come first."""
    location: Location
    maybe: str = ""
    """Why it may not be there."""


class _Needs:
    """What was found so far of one sort, and why there may be more."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.reason = ""

    def add(self, what: str, location: Location) -> None:
        """Take note of something that is certainly needed."""
        self.found.append(Finding(what, location))

    def doubt(self, reason: str) -> None:
        """Take note of the first reason why more may be needed."""
        self.reason = self.reason or reason

    def property(self, header: Location) -> Property:
        """The texts, at the first of them; unknown, with what is certain, where there may be more."""
        texts = _texts(self.found)
        location = self.found[0].location if self.found else header
        return Property(Unknown(self.reason, known=texts) if self.reason else texts, location)


def _texts(found: Iterable[Finding]) -> list[Value]:
    return [*dict.fromkeys(finding.text for finding in found)]


def boot_properties(graph: ResourceGraph) -> dict[Key, dict[str, Property]]:
    """The derived properties of every machine that is not only looked up; `resilience.properties` names them."""
    machines = [resource for resource in graph.of_kind(*MACHINES) if resource.mode == "managed"]
    siblings = Counter(map(_declaration, machines))
    return {machine.key: _properties(graph, machine, siblings[_declaration(machine)]) for machine in machines}


def _declaration(resource: Resource) -> tuple[str, str, str, str]:
    """What the instances of one declaration in one region have in common: one machine a region is no fleet."""
    region = resource.value("region")
    where = "" if isinstance(region, Missing) else text(region)
    return resource.key.deployment, resource.key.set, re.sub(_INSTANCE, "", resource.address), where


def _properties(graph: ResourceGraph, machine: Resource, siblings: int) -> dict[str, Property]:
    extensions, tokens = _Needs(), _Needs()
    for name in ("custom_data", "user_data"):
        _read_script(machine.property(name), name, machine.header, tokens)
    _read_extensions(graph, machine, extensions, tokens)
    return {
        "boot.fleet": Property(_is_fleet(machine, siblings), machine.header),
        "boot.extensions": extensions.property(machine.header),
        "boot.identity": tokens.property(machine.header),
        "boot.needs": Property(_in_words(extensions.found, tokens.found), machine.header),
        "boot.means": Property(_texts([*extensions.found, *tokens.found]), machine.header),
    }


def _is_fleet(machine: Resource, siblings: int) -> Value:
    """Whether machines are made by number: a scale set, or several instances of one declaration in one region."""
    if machine.kind == "virtual_machine_scale_set" or siblings > 1:
        return True
    return Unknown("an unknown number of instances") if "[?]" in machine.address else False


def _in_words(extensions: list[Finding], tokens: list[Finding]) -> str:
    """What the boot needs as the end of a sentence: a package, a token, or both."""
    packages = ["extension packages" if len({finding.text for finding in extensions}) > 1 else "an extension package"]
    parts = (packages if extensions else []) + (["a managed-identity token"] if tokens else [])
    return " and ".join(parts) or "nothing"


# Scripts


def _read_script(property: Property, name: str, header: Location, tokens: _Needs) -> None:
    location = property.location or header
    for part in _literals(property.value):
        found = _token(part)
        if found:
            tokens.add(f"{found} in {name}", location)
            return
    reason = _unseen(property.value)
    if reason:
        tokens.doubt(reason)


def _literals(value: Value | Missing) -> Iterator[str]:
    """The literal pieces of a text, before it was encoded."""
    value = _written(value)
    match value:
        case str():
            yield _decoded(value)
        case Encoded(content=content):
            yield from _literals(content)
        case Unknown(known=tuple() as pieces):
            yield "\0".join(piece if isinstance(piece, str) else "" for piece in pieces)
        case dict():
            yield json.dumps(value, default=lambda item: " ".join(_literals(item)), ensure_ascii=False)
        case Unknown(known=dict() as known):
            yield from _literals(known)


def _decoded(script: str) -> str:
    """`script`, or what it stands for where it is base 64."""
    if not re.fullmatch(_BASE64, script.strip()):
        return script
    from base64 import b64decode  # 1 ms, so only where there is something to decode

    try:
        return b64decode(script, validate=False).decode("utf-8")
    except ValueError:
        return script


def _token(script: str) -> str:
    """How a script asks for a token, comments left out and lines joined; empty where it does not."""
    script = re.sub(_COMMENTS, "", script).replace("\\\n", " ").replace("`\n", " ")
    return next((name for pattern, name in TOKENS if re.search(pattern, script)), "")


def _unseen(value: Value | Missing) -> str:
    """Why a text may say more than is seen; empty where all of it is."""
    value = _written(value)
    if isinstance(value, Encoded):
        return _unseen(value.content)
    if isinstance(value, Unknown) and isinstance(value.known, tuple):
        return next((_unseen(piece) for piece in value.known if _is_text(piece)), "")
    return value.reason if isinstance(value, Unknown) else ""


def _is_text(piece: Value) -> bool:
    """Whether an unknown piece of a script may itself be script, rather than a name or an id that fills a gap."""
    return isinstance(piece, Encoded) or (isinstance(piece, Unknown) and isinstance(piece.known, tuple))


# Extensions


def _read_extensions(graph: ResourceGraph, machine: Resource, packages: _Needs, tokens: _Needs) -> None:
    listed = machine.property("extensions")
    value = _written(listed.value)
    if isinstance(value, Unknown):
        packages.doubt(value.reason)
        tokens.doubt(value.reason)
    known = value.known if isinstance(value, Unknown) else value
    inline = [_inline(item, listed.location or machine.header) for item in known] if isinstance(known, list) else []
    found = [*inline, *_beside(graph, machine)]
    awaited = {name for extension in found for name in _names(extension.after)}
    for extension in found:
        _read_extension(extension, awaited, packages, tokens)


def _inline(item: Value, location: Location) -> Extension:
    fields = (_written(get(item, name)) for name in ("name", "type", "settings", "protected", "after"))
    name, kind, settings, protected, after = fields
    return Extension(name, kind, settings, protected, after, location)


def _beside(graph: ResourceGraph, machine: Resource) -> Iterator[Extension]:
    """The extensions that are resources of their own."""
    for edge in graph.into(machine.key, "runs_on"):
        resource = graph.resources.get(edge.source)
        if resource is None or resource.kind != "vm_extension":
            continue
        maybe = "" if resource.maybe == machine.maybe else resource.maybe
        yield Extension(
            _written(resource.value("name")),
            _written(resource.value("type")),
            _written(resource.value("extension_settings")),
            _written(resource.value("protected_settings")),
            _written(resource.value("provision_after")),
            resource.property("type").location or resource.header,
            edge.maybe or maybe,
        )


def _written(value: Value | Missing) -> Value:
    """A value without its sensitive mark, null where nothing is written."""
    return None if isinstance(value, Missing) else reveal(value)


def _names(value: Value) -> Iterable[str]:
    known = value.known if isinstance(value, Unknown) else value
    return [item for item in known if isinstance(item, str)] if isinstance(known, list) else []


def _read_extension(extension: Extension, awaited: set[str], packages: _Needs, tokens: _Needs) -> None:
    if extension.maybe or not isinstance(extension.type, str):
        reason = extension.maybe or (extension.type.reason if isinstance(extension.type, Unknown) else "")
        packages.doubt(reason or "extension without a type")
        tokens.doubt(reason or "extension without a type")
        return
    kind = extension.type.lower()
    if kind in VAULT_SYNC:
        _read_vault_sync(extension, awaited, packages, tokens)
    elif kind in SCRIPTS:
        packages.add(extension.type, extension.location)
        _read_script_extension(extension, tokens)
    elif kind in JOINERS:
        packages.add(extension.type, extension.location)
    elif not kind.startswith(AGENTS):
        packages.doubt(_ROLE_UNKNOWN)


def _read_vault_sync(extension: Extension, awaited: set[str], packages: _Needs, tokens: _Needs) -> None:
    """Certificates hold up the boot where the extension fails without them, or where another one waits for it."""
    required = _at(extension.settings, "secretsManagementSettings", "requireInitialSync")
    if str(required).lower() == "true" or extension.name in awaited:
        packages.add(str(extension.type), extension.location)
        tokens.add(f"certificates through {extension.type}", extension.location)
    elif isinstance(required, Unknown):
        packages.doubt(required.reason)
        tokens.doubt(required.reason)


def _at(settings: Value, *path: str) -> Value:
    """What settings say at `path`; null where they say nothing, unknown where they may."""
    body = _object(settings)
    if body is None:
        return settings if isinstance(settings, Unknown) else None
    found = lookup(settings if isinstance(settings, Unknown) else body, path)
    return _written(found)


def _read_script_extension(extension: Extension, tokens: _Needs) -> None:
    """A script may be fetched with the identity, or ask for a token itself."""
    for value in (extension.settings, extension.protected):
        body = _object(value)
        asked = next(filter(None, map(_token, _scripts(value, body))), "")
        if re.search(r'"managedIdentity"\s*:(?!\s*null)', "".join(_literals(value))):
            tokens.add(f"files of {extension.type} fetched with managedIdentity", extension.location)
        elif asked:
            tokens.add(f"{asked} in {extension.type}", extension.location)
        elif isinstance(value, Unknown):
            tokens.doubt(value.reason)


def _scripts(value: Value, body: Value) -> Iterator[str]:
    """The texts of a script extension's settings, what is in base 64 decoded."""
    yield from _literals(value)
    for name in ("script", "commandToExecute"):
        inner = MISSING if body is None else get(body, name)
        yield from _literals(inner)


def _object(value: Value) -> Value:
    """Settings as an object; Terraform writes them as JSON text."""
    if isinstance(value, str):
        try:
            parsed: Value = json.loads(value)
        except (ValueError, RecursionError):
            return None
        return parsed if isinstance(parsed, dict) else None
    known = value.known if isinstance(value, Unknown) else value
    return known if isinstance(known, Mapping) else None
