from __future__ import annotations

from typing import Any

import pytest

from idlint.document import ABSENT_BY_DEFAULT
from idlint.source import Pointer
from idlint.values import Origin, Sensitive, Unknown, text

VAULT = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "location": "westeurope"}
PLAN = {"type": "Microsoft.Web/serverfarms", "apiVersion": "2023-12-01", "name": "plan"}


def declared(document: Any) -> dict[str, Any]:
    assert not document.problems
    return {item.address: item for item in document.deployments[0].declarations}


def test_a_resource_is_declared_with_its_body_and_the_places_of_it(load_template: Any) -> None:
    resource = {**VAULT, "tags": {"env": "prod"}, "properties": {"accessPolicies": [{"a/b": 1}]}}
    document = load_template({"resources": [resource]})
    found = declared(document)["Microsoft.KeyVault/vaults/kv"]
    assert (found.type, found.name, found.mode, found.maybe) == ("Microsoft.KeyVault/vaults", "kv", "managed", "")
    assert found.attributes == {
        "name": "kv",
        "apiVersion": "2023-07-01",
        "location": "westeurope",
        "tags": {"env": "prod"},
        "properties": {"accessPolicies": [{"a/b": 1}]},
        "resourceGroup": found.attributes["resourceGroup"],
    }
    place = Pointer("main.json", "/resources/0/properties/accessPolicies/0/a~1b")
    assert found.span_of(("properties", "accessPolicies", 0, "a/b")) == place
    assert found.header == Pointer("main.json", "/resources/0")
    assert document.deployments[0].header == Pointer("main.json", "/$schema")


def test_a_resource_is_in_the_group_that_its_template_is_deployed_to(load_template: Any) -> None:
    inner = {**nested({"resources": [PLAN]}), "resourceGroup": "rg-plans"}
    found = declared(load_template({"resources": [VAULT, inner]})).values()
    here, deployment, there = [item.attributes.get("resourceGroup") for item in found]
    assert isinstance(here, Unknown)
    assert here.origin == Origin("resourceGroup()", ("name",))
    assert (deployment, there) == (None, "rg-plans")


def test_symbolic_names_are_addresses(load_template: Any) -> None:
    template = {"languageVersion": "2.0", "resources": {"vault": VAULT, "old": {**PLAN, "existing": True}}}
    found = declared(load_template(template))
    assert [(item.address, item.mode) for item in found.values()] == [("vault", "managed"), ("old", "existing")]


def test_a_known_loop_is_expanded(load_template: Any) -> None:
    resource = {**VAULT, "name": "[format('kv{0}', copyIndex(1))]", "copy": {"name": "loop", "count": 2}}
    found = declared(load_template({"languageVersion": "2.0", "resources": {"v": resource}}))
    assert {address: item.attributes["name"] for address, item in found.items()} == {"v[0]": "kv1", "v[1]": "kv2"}


@pytest.mark.parametrize("count", ["[length(parameters('n'))]", 10**9])
def test_a_loop_that_cannot_be_expanded_is_one_symbolic_instance(load_template: Any, count: Any) -> None:
    resource = {**VAULT, "name": "[format('kv{0}', copyIndex())]", "copy": {"name": "loop", "count": count}}
    document = load_template({"parameters": {"n": {"type": "array"}}, "resources": [resource]})
    (found,) = declared(document).values()
    assert found.address.endswith("[?]")
    assert found.maybe == "number of instances is unknown"
    assert document.exhausted == ("instances of one loop" if count == 10**9 else "")


def test_conditions_have_three_outcomes(load_template: Any) -> None:
    resources = {
        "no": {**VAULT, "condition": False},
        "yes": {**VAULT, "condition": "[equals(1, 1)]"},
        "perhaps": {**VAULT, "condition": "[parameters('c')]"},
    }
    found = declared(load_template({"parameters": {"c": {"type": "bool"}}, "resources": resources}))
    assert {address: item.maybe for address, item in found.items()} == {"yes": "", "perhaps": "condition is unknown"}


def test_defaults_that_nobody_confirms_are_assumed(load_template: Any) -> None:
    template = {
        "parameters": {"r": {"type": "string", "defaultValue": "uksouth"}, "c": {"type": "bool", "defaultValue": True}},
        "variables": {"where": "[parameters('r')]"},
        "resources": [{**VAULT, "condition": "[parameters('c')]", "location": "[variables('where')]"}],
    }
    (found,) = declared(load_template(template)).values()
    assert found.assumed == {("location",): ("parameters.r",), (): ("parameters.c",)}
    confirming = {"main.parameters.json": {"$schema": "x/deploymentParameters.json#", "parameters": {}}}
    (found,) = declared(load_template(template, confirming)).values()
    assert found.assumed == {}


def test_what_a_default_rules_out_that_nobody_confirms_may_be_there(load_template: Any) -> None:
    parameters = {"c": {"type": "bool", "defaultValue": False}, "n": {"type": "array", "defaultValue": []}}
    loop = {"name": "loop", "count": "[length(parameters('n'))]"}
    template = {
        "parameters": parameters,
        "resources": [
            {**VAULT, "condition": "[parameters('c')]"},
            {**PLAN, "copy": loop},
            {**nested({"resources": [{**PLAN, "name": "inner"}]}), "condition": "[parameters('c')]"},
        ],
    }
    found = declared(load_template(template))
    assert {item.maybe for item in found.values()} == {ABSENT_BY_DEFAULT}
    assert {item.type for item in found.values()} >= {VAULT["type"], PLAN["type"]}
    assert len(found) == 4
    confirming = {"main.parameters.json": {"$schema": "x/deploymentParameters.json#", "parameters": {}}}
    assert declared(load_template(template, confirming)) == {}


def test_children_carry_full_type_and_full_name(load_template: Any) -> None:
    database = {"type": "databases", "apiVersion": "2023-08-01", "name": "db"}
    server = {"type": "Microsoft.Sql/servers", "apiVersion": "2023-08-01", "name": "srv", "resources": [database]}
    found = declared(load_template({"resources": [server]}))
    child = found["Microsoft.Sql/servers/databases/srv/db"]
    assert (child.type, child.attributes["name"]) == ("Microsoft.Sql/servers/databases", "srv/db")
    assert child.attributes["parent"].origin == Origin("Microsoft.Sql/servers/srv", ("id",))


def test_ids_of_declared_resources_have_them_as_origin(load_template: Any) -> None:
    identity = {
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "apiVersion": "2023-01-31",
        "name": "[parameters('n')]",
    }  # fmt: skip
    key = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('n'))]"
    site = {
        **PLAN,
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {key: {}}},
        "properties": {"principal": f"[reference({key[1:-1]}).principalId]"},
    }
    template = {"parameters": {"n": {"type": "string"}}, "resources": {"id": identity, "site": site}}
    found = declared(load_template(template))["site"]
    (name,) = found.value(("identity", "userAssignedIdentities"))
    assert name.value.origin == Origin("id", ("id",))
    assert found.value(("properties", "principal")).origin == Origin("id", ("properties", "principalId"))


def test_ids_of_other_resources_keep_their_known_pieces(evaluate: Any) -> None:
    value = evaluate("[resourceId('other-rg', 'Microsoft.Sql/servers/databases', 'srv', 'db')]")
    expected = (
        "/subscriptions/${subscription().subscriptionId}/resourceGroups/other-rg"
        "/providers/Microsoft.Sql/servers/srv/databases/db"
    )
    assert text(value) == expected
    assert evaluate("[last(split(resourceId('Microsoft.Sql/servers', 'srv'), '/'))]") == "srv"
    role = evaluate("[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'abc')]")
    assert text(role).endswith("/providers/Microsoft.Authorization/roleDefinitions/abc")


def test_configured_values_are_read_through_references(load_template: Any) -> None:
    site = {**PLAN, "properties": {"sku": "[reference('vault').sku.name]", "uri": "[reference('vault').vaultUri]"}}
    resources = {"vault": {**VAULT, "properties": {"sku": {"name": "s"}}}, "site": site}
    found = declared(load_template({"languageVersion": "2.0", "resources": resources}))["site"]
    assert found.value(("properties", "sku")) == "s"
    assert found.value(("properties", "uri")).origin == Origin("vault", ("properties", "vaultUri"))


def test_keys_of_accounts_are_secret(evaluate: Any) -> None:
    value = evaluate("[listKeys('vault', '2023').keys[0].value]", languageVersion="2.0", resources={"vault": VAULT})
    assert isinstance(value, Sensitive)
    assert isinstance(value.value, Unknown)
    assert value.value.origin == Origin("vault", ("listKeys()", "keys", 0, "value"))


@pytest.mark.parametrize("scope", ["[resourceId('Microsoft.KeyVault/vaults', 'kv')]", "Microsoft.KeyVault/vaults/kv"])
def test_extensions_have_the_id_of_what_they_extend_as_scope(load_template: Any, scope: str) -> None:
    lock = {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "l", "scope": scope}
    found = declared(load_template({"resources": [VAULT, lock]}))["Microsoft.Authorization/locks/l"]
    assert found.attributes["scope"].origin == Origin("Microsoft.KeyVault/vaults/kv", ("id",))


def test_extensions_written_below_their_target_become_extensions(load_template: Any) -> None:
    lock = {
        "type": "Microsoft.KeyVault/vaults/providers/locks",
        "apiVersion": "2020-05-01",
        "name": "kv/Microsoft.Authorization/l",
    }
    found = declared(load_template({"resources": [VAULT, lock]}))["Microsoft.Authorization/locks/l"]
    assert found.attributes["name"] == "l"
    assert found.attributes["scope"].origin == Origin("Microsoft.KeyVault/vaults/kv", ("id",))


def test_depends_on_names_addresses(load_template: Any) -> None:
    loop = {**VAULT, "name": "[format('kv{0}', copyIndex())]", "copy": {"name": "vaults", "count": 2}}
    depends = ["[resourceId('Microsoft.Web/serverfarms', 'plan')]", "vaults", "elsewhere"]
    site = {"type": "Microsoft.Web/sites", "apiVersion": "2023-12-01", "name": "s", "dependsOn": depends}
    found = declared(load_template({"resources": [PLAN, loop, site]}))["Microsoft.Web/sites/s"]
    assert found.depends_on == (
        "Microsoft.Web/serverfarms/plan",
        "Microsoft.KeyVault/vaults/kv0",
        "Microsoft.KeyVault/vaults/kv1",
    )


def nested(template: dict[str, Any], scope: str = "inner", **properties: Any) -> dict[str, Any]:
    options = {"expressionEvaluationOptions": {"scope": scope}} if scope else {}
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "inside",
        "properties": {"mode": "Incremental", "template": template, **options, **properties},
    }


def test_nested_deployments_are_flattened_with_their_callers(load_template: Any) -> None:
    template = {
        "parameters": {"n": {"type": "string"}},
        "resources": [{**VAULT, "name": "[parameters('n')]"}],
        "outputs": {"id": {"type": "string", "value": "[resourceId('Microsoft.KeyVault/vaults', parameters('n'))]"}},
    }
    site = {**PLAN, "properties": {"vault": "[reference('inside').outputs.id.value]"}}
    call = nested(template, parameters={"n": {"value": "[concat('kv', '1')]"}})
    found = declared(load_template({"resources": [call, site]}))
    vault = found["inside.Microsoft.KeyVault/vaults/kv1"]
    assert [item.address for item in vault.callers] == ["Microsoft.Resources/deployments/inside"]
    assert found["Microsoft.Resources/deployments/inside"].value(("properties", "mode")) == "Incremental"
    reference = found["Microsoft.Web/serverfarms/plan"].value(("properties", "vault"))
    assert reference.origin == Origin("inside.Microsoft.KeyVault/vaults/kv1", ("id",))


def test_the_outer_scope_sees_the_callers_parameters(load_template: Any) -> None:
    template = {
        "parameters": {"n": {"type": "string", "defaultValue": "inner"}},
        "resources": [{**VAULT, "name": "[parameters('n')]"}],
    }
    document = load_template(
        {"parameters": {"n": {"type": "string", "defaultValue": "outer"}}, "resources": [nested(template, scope="")]}
    )
    assert "inside.Microsoft.KeyVault/vaults/outer" in declared(document)


def test_a_nested_deployment_has_the_place_it_is_sent_to(load_template: Any) -> None:
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "apiVersion": "2024-03-01",
        "name": "rg",
        "location": "uksouth",
    }
    call = {**nested({"resources": [{**VAULT, "location": "[resourceGroup().location]"}]}), "resourceGroup": "rg"}
    schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
    found = declared(load_template({"$schema": schema, "resources": [group, call]}))
    assert found["inside.Microsoft.KeyVault/vaults/kv"].attributes["location"] == "uksouth"


def test_what_a_maybe_deployment_declares_is_maybe_too(load_template: Any) -> None:
    call = {**nested({"resources": [VAULT]}), "condition": "[parameters('c')]"}
    found = declared(load_template({"parameters": {"c": {"type": "bool"}}, "resources": [call]}))
    assert {item.maybe for item in found.values()} == {"condition is unknown"}


def test_linked_templates_are_followed_when_they_are_here(load_template: Any) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    linked = {"$schema": schema, "resources": [VAULT]}
    base = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01"}
    uri = "[uri(deployment().properties.templateLink.uri, 'nested/vault.json')]"
    resources = [
        {**base, "name": "a", "properties": {"templateLink": {"relativePath": "nested/vault.json"}}},
        {**base, "name": "b", "properties": {"templateLink": {"uri": uri}}},
        {**base, "name": "c", "properties": {"templateLink": {"uri": "https://example.com/other.json"}}},
        {**base, "name": "d", "properties": {"templateLink": {"id": "/subscriptions/x/templateSpecs/y"}}},
    ]
    document = load_template({"resources": resources}, {"nested/vault.json": linked})
    found = declared(document)
    assert {address for address in found if "vaults" in address} == {
        "a.Microsoft.KeyVault/vaults/kv",
        "b.Microsoft.KeyVault/vaults/kv",
    }
    holes = [(hole.address.rpartition("/")[2], hole.reason) for hole in document.deployments[0].holes]
    assert holes == [("c", "linked template is not here"), ("d", "template spec")]
    assert document.files == ("main.json", "nested/vault.json")


def test_a_template_that_links_itself_is_a_hole(load_template: Any) -> None:
    call = {
        "type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "again",
        "properties": {"templateLink": {"relativePath": "main.json"}},
    }  # fmt: skip
    document = load_template({"resources": [call]})
    assert [hole.reason for hole in document.deployments[0].holes] == ["module calls itself"]


def test_only_what_is_demanded_is_declared(load_template: Any) -> None:
    resource = {**VAULT, "tags": {}, "properties": {"x": 1}}
    document = load_template({"resources": [resource, PLAN]}, demand={"microsoft.keyvault/vaults": frozenset({"tags"})})
    (found,) = declared(document).values()
    assert found.attributes.keys() == {"name", "apiVersion", "resourceGroup", "tags"}
    assert document.deployments[0].outputs == {}


def test_equal_addresses_are_told_apart(load_template: Any) -> None:
    found = declared(load_template({"resources": [VAULT, VAULT]}))
    assert list(found) == ["Microsoft.KeyVault/vaults/kv", "Microsoft.KeyVault/vaults/kv#2"]


def test_property_loops_use_the_index_of_the_resource_where_none_is_named(load_template: Any) -> None:
    properties = {"copy": [{"name": "disks", "count": 2, "input": "[concat(copyIndex(), '-', copyIndex('disks'))]"}]}
    resource = {
        **VAULT,
        "name": "[concat('v', copyIndex())]",
        "copy": {"name": "l", "count": 2},
        "properties": properties,
    }
    found = declared(load_template({"resources": {"v": resource}}))
    assert found["v[1]"].value(("properties", "disks")) == ["1-0", "1-1"]
    assert found["v[1]"].span_of(("properties", "disks", 0)).pointer == "/resources/v/properties/copy/0"


def test_resources_of_extensions_are_declared_with_their_properties(load_template: Any) -> None:
    service = {"metadata": {"name": "web"}, "spec": {"type": "LoadBalancer"}}
    resources = {
        "svc": {"import": "kubernetes", "type": "core/Service@v1", "properties": service},
        "app": {
            "extension": "graph",
            "type": "Microsoft.Graph/applications@v1.0",
            "properties": {"uniqueName": "[concat('a', 'pp')]", "signInAudience": "AzureADMyOrg"},
        },
    }
    found = load_template({"languageVersion": "2.0", "resources": resources}).deployments[0].declarations
    assert [(item.address, item.type, item.attributes["apiVersion"], item.attributes["name"]) for item in found] == [
        ("svc", "core/Service", "v1", "web"),
        ("app", "Microsoft.Graph/applications", "v1.0", "app"),
    ]
    assert found[0].attributes["spec"] == {"type": "LoadBalancer"}
    assert found[1].attributes["signInAudience"] == "AzureADMyOrg"


def test_a_linked_file_that_is_missing_is_a_problem(load_template: Any) -> None:
    def linked(link: dict[str, str]) -> Any:
        resource = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d"}
        return load_template({"resources": [{**resource, "properties": {"templateLink": link}}]})

    found = linked({"relativePath": "gone/app.json"})
    assert [(item.location.pointer, item.message) for item in found.problems] == [
        (
            "/resources/0/properties/templateLink/relativePath",
            "expected the file of a linked template, found nothing at `gone/app.json`",
        )
    ]
    assert len(found.deployments[0].holes) == 1
    assert linked({"uri": "https://example.org/gone/app.json"}).problems == ()
    assert linked({"relativePath": "[concat('gone/', 'app.json')]"}).problems == ()


def test_a_slash_behind_a_type_is_no_segment(evaluate: Any) -> None:
    plain, slash = (
        evaluate(f"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions{end}', 'guid')]")
        for end in ("", "/")
    )
    assert text(plain) == text(slash)
