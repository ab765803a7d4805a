"""What machines need before they work: extensions beside them, scripts in every wrapping, and what is left open."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping

import pytest

from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.boot import boot_properties
from idlint.source import Span
from idlint.values import Encoded, Missing, Origin, Sensitive, Unknown, Value

HERE = Span("main.tf", 0, 1)
LOGIN = "#!/bin/bash\naz login --identity\n"
GAP = Unknown("variable without a value", Origin("var.x"))


def resource(address: str, kind: str, **properties: Value) -> Resource:
    made: Mapping[str, Property] = {name: Property(value, HERE) for name, value in properties.items()}
    type = address.split(".", maxsplit=1)[0]
    return Resource(Key(".", "", address), type, kind, frozenset(), "platform", "managed", HERE, made)


def boot(machine: Resource, *extensions: Resource) -> dict[str, Value]:
    """The derived properties of `machine`, with `extensions` beside it."""
    edges = [Edge("runs_on", extension.key, machine.key, "", HERE) for extension in extensions]
    found = boot_properties(ResourceGraph("", (), Known([machine, *extensions]), Links(edges)))[machine.key]
    values: dict[str, Value] = {}
    for name, property in found.items():
        assert not isinstance(property.value, Missing)
        values[name.removeprefix("boot.")] = property.value
    return values


def fleet(**properties: Value) -> Resource:
    return resource("vmss.web", "virtual_machine_scale_set", **({"extensions": []} | properties))


def extension(type: Value, **properties: Value) -> Resource:
    return resource("ext.one", "vm_extension", type=type, name="one", **properties)


@pytest.mark.parametrize(
    "script",
    [
        LOGIN,
        b64encode(LOGIN.encode()).decode(),
        Sensitive(LOGIN),
        Unknown("template", known=(LOGIN, GAP)),
        Unknown("template", known=(GAP, "\naz login \\\n", GAP, "\naz login --identity --client-id ", GAP)),
        Encoded(LOGIN, "compressed"),
        Encoded(Unknown("template", known=(LOGIN, GAP)), "template"),
        "azcopy login --identity",
        "az login \\\n  --identity",
        "Connect-AzAccount -Identity -AccountId $id",
        "export AZCOPY_AUTO_LOGIN_TYPE=MSI",
        "curl -H Metadata:true http://169.254.169.254/metadata/identity/oauth2/token",
    ],
)
def test_a_script_that_asks_for_a_token_is_seen_in_every_wrapping(script: Value) -> None:
    found = boot(fleet(custom_data=script))
    assert found["needs"] == "a managed-identity token"
    assert isinstance(found["identity"], list)


@pytest.mark.parametrize(
    "script",
    [
        "#!/bin/bash\n# az login --identity\nsystemctl start web\n",
        "az login --service-principal -u x",
        "curl http://169.254.169.254/metadata/instance",
        "",
        b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_script_that_does_not_ask_needs_nothing(script: str) -> None:
    assert boot(fleet(user_data=script))["identity"] == []


@pytest.mark.parametrize("script", [GAP, Encoded(GAP, "var")])
def test_an_unknown_script_leaves_the_token_open(script: Value) -> None:
    found = boot(fleet(custom_data=script))["identity"]
    assert isinstance(found, Unknown)
    assert found.known == []
    assert found.reason == "variable without a value"


def test_a_gap_that_a_name_fills_leaves_nothing_open() -> None:
    assert boot(fleet(custom_data=Unknown("x", known=("hostname ", GAP))))["identity"] == []


def test_a_script_extension_is_a_package_and_may_need_a_token_as_well() -> None:
    assert boot(fleet(), extension("CustomScript"))["needs"] == "an extension package"
    both = boot(fleet(), extension("CustomScript", protected_settings=Sensitive(json.dumps({"managedIdentity": {}}))))
    assert both["needs"] == "an extension package and a managed-identity token"
    script: Value = {"script": b64encode(LOGIN.encode()).decode()}
    assert boot(fleet(), extension("CustomScript", extension_settings=script))["identity"] == [
        "az login --identity in CustomScript"
    ]


def test_extensions_in_and_beside_a_scale_set_count_alike() -> None:
    inline: Value = [{"name": "a", "type": "CustomScript"}, {"name": "b", "type": "JsonADDomainExtension"}]
    assert boot(fleet(extensions=inline))["needs"] == "extension packages"
    assert boot(fleet(extensions=inline), extension("CustomScript"))["extensions"] == [
        "CustomScript",
        "JsonADDomainExtension",
    ]


def test_agents_beside_the_workload_hold_nothing_up() -> None:
    for type in ("AzureMonitorLinuxAgent", "AADSSHLoginForLinux", "DependencyAgentWindows", "ApplicationHealthLinux"):
        assert boot(fleet(), extension(type))["extensions"] == []


def test_certificates_hold_up_the_boot_where_something_waits_for_them() -> None:
    waits: dict[str, Value] = {"secretsManagementSettings": {"requireInitialSync": True}}
    assert boot(fleet(), extension("KeyVaultForLinux"))["needs"] == "nothing"
    written: list[Value] = [waits, json.dumps(waits)]
    for settings in written:
        found = boot(fleet(), extension("KeyVaultForLinux", extension_settings=settings))
        assert found["needs"] == "an extension package and a managed-identity token"
    waiting: Value = [{"name": "two", "type": "AzureMonitorLinuxAgent", "after": ["one"]}]
    assert boot(fleet(extensions=waiting), extension("KeyVaultForLinux"))["needs"] != "nothing"
    assert isinstance(boot(fleet(), extension("KeyVaultForLinux", extension_settings=GAP))["identity"], Unknown)


@pytest.mark.parametrize("type", [GAP, "SomethingNew"])
def test_an_extension_that_cannot_be_judged_leaves_the_package_open(type: Value) -> None:
    found = boot(fleet(), extension(type))["extensions"]
    assert isinstance(found, Unknown)
    assert found.known == []


def test_what_is_certain_stays_certain_beside_what_is_not() -> None:
    partly = Unknown("dynamic", known=[{"name": "a", "type": "CustomScript"}])
    found = boot(fleet(extensions=partly))["extensions"]
    assert isinstance(found, Unknown)
    assert found.known == ["CustomScript"]


def test_a_fleet_is_several_machines_of_one_declaration_in_one_region() -> None:
    def fleets(*machines: tuple[str, str]) -> list[object]:
        made = [resource(address, "virtual_machine", region=region) for address, region in machines]
        return [
            found["boot.fleet"].value for found in boot_properties(ResourceGraph("", (), Known(made), Links())).values()
        ]

    assert fleets(("vm.a", "westeurope")) == [False]
    assert fleets(("vm.a[0]", "westeurope"), ("vm.a[1]", "westeurope")) == [True, True]
    assert fleets(('module.m["weu"].vm.a', "westeurope"), ('module.m["neu"].vm.a', "northeurope")) == [False, False]
    assert isinstance(fleets(("vm.a[?]", "westeurope"))[0], Unknown)
