"""What steps do, as the table says."""

from __future__ import annotations

from typing import Any

import pytest

from idlint.languages.pipelines.model import DEPLOY, LOGIN, SECRET, Dialect, Step
from idlint.languages.pipelines.recognition import Fact, facts, flags
from idlint.languages.pipelines.table import table
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

HERE = Span("w.yml", 0, 1)


def step(action: str = "", *, inputs: dict[str, Value] | None = None, script: Value = None, **more: Any) -> Step:
    made = Step("jobs.a.steps[0]", action, HERE, inputs=inputs or {}, script=script)
    return made._replace(**more)


def of(found: Step, type: str, dialect: Dialect = "github_actions") -> list[Fact]:
    return [fact for fact in facts(found, dialect) if fact.type == type]


def login(found: Step, dialect: Dialect = "github_actions") -> dict[str, Value]:
    [fact] = of(found, LOGIN, dialect)
    return fact.attributes


@pytest.mark.parametrize(
    ("action", "inputs", "cloud", "method"),
    [
        ("azure/login@v2", {"creds": "x"}, "azure", "secret"),
        ("Azure/login@v1", {"client-id": "x", "tenant-id": "y", "creds": "z"}, "azure", "oidc"),
        ("azure/login@v2", {"auth-type": "IDENTITY", "client-id": "x"}, "azure", "managed-identity"),
        ("aws-actions/configure-aws-credentials@v6", {"role-to-assume": "arn"}, "aws", "oidc"),
        (
            "aws-actions/configure-aws-credentials@v6",
            {"aws-access-key-id": "k", "role-to-assume": "r"},
            "aws",
            "access-key",
        ),
        ("aws-actions/configure-aws-credentials@v6", {"role-chaining": True, "role-to-assume": "r"}, "aws", "ambient"),
        ("aws-actions/configure-aws-credentials@v6", {}, "aws", "instance-role"),
        ("google-github-actions/auth@v3", {"workload_identity_provider": "p"}, "gcp", "oidc"),
        ("google-github-actions/auth@v3", {"credentials_json": "p"}, "gcp", "secret"),
        ("azure/webapps-deploy@v3", {"publish-profile": "p", "app-name": "a"}, "azure", "publish-profile"),
        ("docker/login-action@v3", {"password": "p", "registry": "r"}, "registry", "secret"),
    ],
)
def test_an_action_signs_in_by_this_method(action: str, inputs: dict[str, Value], cloud: str, method: str) -> None:
    found = login(step(action, inputs=inputs))
    assert (found["cloud"], found["method"]) == (cloud, method)


def test_a_method_that_an_unknown_input_decides_is_unknown() -> None:
    mode = Unknown("input", Origin("inputs.auth"))
    found = login(step("azure/login@v2", inputs={"auth-type": mode, "client-id": "x"}))
    assert isinstance(found["method"], Unknown)


def test_a_deploying_action_without_a_profile_signs_in_nowhere() -> None:
    assert not of(step("azure/webapps-deploy@v3", inputs={"app-name": "a"}), LOGIN)


def test_the_retries_built_into_an_action_are_known_and_can_be_switched_off() -> None:
    name = "aws-actions/configure-aws-credentials@v6"
    assert login(step(name, inputs={"role-to-assume": "r"}))["retries"] == 12
    assert login(step(name, inputs={"role-to-assume": "r", "disable-retry": "true"}))["retries"] == 0


@pytest.mark.parametrize(
    ("script", "method"),
    [
        ("az login --identity", "managed-identity"),
        ("az login -i --username x", "managed-identity"),
        ('az login --federated-token "$(cat f)" --service-principal', "oidc"),
        ("az login --service-principal -u a -p b", "secret"),
        ("az login --service-principal --certificate c.pem", "certificate"),
        ("aws sts assume-role-with-web-identity --role-arn r", "oidc"),
        ("gcloud auth activate-service-account --key-file k", "secret"),
        ("azcopy login --identity", "managed-identity"),
    ],
)
def test_a_command_signs_in_by_this_method(script: str, method: str) -> None:
    assert login(step(script=script))["method"] == method


@pytest.mark.parametrize(
    "script",
    [
        "# az login --identity",
        "echo 'az login --identity'",
        "cat <<E\naz login --identity\nE",
        "az loginx",
        "grep az login",
    ],
)
def test_words_that_are_not_run_are_no_sign_in(script: str) -> None:
    assert not of(step(script=script), LOGIN)


def test_powershell_signs_in() -> None:
    name = "pwsh"
    found = login(Step("s", "", HERE, script="Connect-AzAccount -Identity -AccountId abc", shell=name))
    assert (found["method"], found["client_id"]) == ("managed-identity", "abc")


def test_a_loop_without_end_is_told() -> None:
    found = login(step(script="until az login --identity; do sleep 1; done"))
    assert found["unbounded"] is True
    assert isinstance(found["retries"], Unknown)


def test_an_action_that_repeats_a_script_gives_its_number() -> None:
    found = login(step("nick-fields/retry@v3", inputs={"command": "az login --identity", "max_attempts": "4"}))
    assert (found["retries"], found["loop"], found["unbounded"]) == (4, True, False)


def test_any_task_with_a_service_connection_signs_in_by_it() -> None:
    found = login(step("SomeVendor.tools.NewTask@3", inputs={"azuresubscription": "sc-prod"}), "azure_pipelines")
    assert (found["method"], found["connection"]) == ("service-connection", "sc-prod")


def test_a_terraform_task_applies_a_folder() -> None:
    inputs: dict[str, Value] = {
        "command": "apply", "workingdirectory": "infra", "commandoptions": "-var-file=env/prod.tfvars -var 'a=b'",
        "environmentservicenameazurerm": "sc",
    }  # fmt: skip
    [fact] = of(step("TerraformTaskV4@4", inputs=inputs), DEPLOY, "azure_pipelines")
    assert fact.attributes["directory"] == "infra"
    assert fact.attributes["var_files"] == ["infra/env/prod.tfvars"]
    assert fact.attributes["variables"] == {"a": "b"}


def test_terraform_in_a_script_is_read_with_folder_files_backend_and_environment() -> None:
    script = "cd infra\nterraform -chdir=app init -backend-config=key=x -backend-config=prod.tfbackend\n"
    env: dict[str, Value] = {"TF_VAR_region": "westeurope", "ARM_USE_MSI": True, "ARM_CLIENT_ID": "c"}
    found = step(script=script, env=env)
    [fact] = of(found, DEPLOY)
    assert fact.attributes["directory"] == "infra/app"
    assert fact.attributes["backend"] == {"key": "x"}
    assert fact.attributes["backend_files"] == ["infra/app/prod.tfbackend"]
    assert fact.attributes["variables"] == {"region": "westeurope"}
    assert login(found)["method"] == "managed-identity"


@pytest.mark.parametrize(
    ("script", "env", "directory"),
    [
        ("gitlab-terraform apply", {"TF_ROOT": "infra"}, "infra"),
        ("cd infra\ngitlab-terraform apply", {"TF_ROOT": "infra"}, "infra"),
        ("cd infra\ngitlab-terraform apply", {}, "infra"),
        ("gitlab-tofu apply", {"TF_ROOT": "a", "GITLAB_TOFU_ROOT_DIR": "b"}, "b"),
        ("terraform apply", {"TF_ROOT": "infra"}, ""),
    ],
)
def test_what_gitlab_wraps_around_terraform_works_in_the_folder_that_a_variable_names(
    script: str, env: dict[str, Value], directory: str
) -> None:
    found = step(script=script, env={**env, "ARM_CLIENT_SECRET": "s"})
    [fact] = of(found, DEPLOY)
    assert (fact.attributes["action"], fact.attributes["directory"]) == ("apply", directory)
    assert login(found)["method"] == "secret"


def test_a_formatting_command_signs_in_nowhere() -> None:
    assert not of(step(script="terraform fmt -check", env={"ARM_USE_MSI": True}), LOGIN)


def test_a_template_is_deployed_with_its_parameter_file() -> None:
    script = "az deployment group create -g rg -f infra/main.bicep -p @infra/prod.json location=westeurope"
    [fact] = of(step(script=script), DEPLOY)
    assert fact.attributes["template"] == "infra/main.bicep"
    assert fact.attributes["var_files"] == ["infra/prod.json"]


def test_a_vault_that_is_read_is_told() -> None:
    [fact] = of(
        step("AzureKeyVault@2", inputs={"keyvaultname": "kv", "azuresubscription": "s"}), SECRET, "azure_pipelines"
    )
    assert fact.attributes["name"] == "kv"


def test_flags_are_read_in_every_form() -> None:
    assert flags(["--a", "1", "--b=2", "-C", "--d:x", "rest"]) == {"--a": "1", "--b": "2", "-c": True, "--d": "x"}


def test_every_entry_of_the_table_can_be_used() -> None:
    known = table()
    entries = [entry for group in known.actions.values() for entry in group.values()] + list(known.commands.values())
    for entry in entries:
        assert not entry.login or entry.login["cloud"]
        assert not entry.deploy or (entry.deploy["tool"] and entry.deploy["action"])
        assert not entry.secret or entry.secret["store"]


def test_a_program_that_only_says_its_version_deploys_nothing() -> None:
    assert not of(step(script="terraform --version"), DEPLOY)


def test_a_token_that_is_kept_is_told() -> None:
    found = login(step(script="export ARM_OIDC_TOKEN=$idToken\nterraform apply"))
    assert "idToken" in str(found["kept_token"])


def test_a_secret_beside_an_identity_is_ignored_by_the_login_action() -> None:
    assert login(step("azure/login@v2", inputs={"client-id": "c", "creds": "x"}))["ignored"] == "creds"
    assert login(step("azure/login@v2", inputs={"creds": "x"}))["ignored"] is None


def test_the_credential_variables_that_a_script_reads_are_told() -> None:
    inputs: dict[str, Value] = {"azuresubscription": "sc", "addspntoenvironment": "true"}
    found = login(step("AzureCLI@2", inputs=inputs, script='terraform plan -var x="$idToken"'), "azure_pipelines")
    assert found["schemes"] == ["idToken"]


@pytest.mark.parametrize(
    ("script", "cloud", "method"),
    [
        ("vault write auth/jwt/login role=ci jwt=$TOKEN", "vault", "oidc"),
        ("vault write -field=token auth/gitlab/login role=ci jwt=$TOKEN", "vault", "oidc"),
        ("vault write auth/approle/login role_id=a secret_id=b", "vault", "secret"),
        ("export ARM_CLIENT_SECRET=$S\nterraform apply", "azure", "secret"),
        ("ARM_USE_MSI=true terraform apply", "azure", "managed-identity"),
        (
            'echo \'{"type": "external_account"}\' > c\nexport GOOGLE_APPLICATION_CREDENTIALS=c\nterraform plan',
            "gcp",
            "oidc",
        ),
        (
            "gcloud iam workload-identity-pools create-cred-config $P\nGOOGLE_APPLICATION_CREDENTIALS=c terraform plan",
            "gcp",
            "oidc",
        ),
        ("GOOGLE_APPLICATION_CREDENTIALS=key.json terraform apply", "gcp", "secret"),
    ],
)
def test_what_a_script_sets_decides_how_its_programs_sign_in(script: str, cloud: str, method: str) -> None:
    found = login(step(script=script))
    assert (found["cloud"], found["method"]) == (cloud, method)


ROLE = """\
aws sts assume-role --role-arn $ROLE --role-session-name ci > session.json
export AWS_SECRET_ACCESS_KEY=$(jq -r .Credentials.SecretAccessKey session.json)
export AWS_SESSION_TOKEN=$(jq -r .Credentials.SessionToken session.json)
"""


@pytest.mark.parametrize(
    "script",
    [
        f"{ROLE}aws backup list-backup-vaults",
        f"as_role() {{\n{ROLE}}}\nfor account in $ACCOUNTS; do\n  as_role\n  aws s3 ls\ndone",
        f"for ROLE in $ROLES; do\n{ROLE}terraform plan\ndone",
    ],
)
def test_the_session_of_a_role_that_a_script_assumes_is_no_stored_secret(script: str) -> None:
    assert "access-key" not in [fact.attributes["method"] for fact in of(step(script=script), LOGIN)]


def test_a_session_that_is_kept_as_a_secret_is_a_stored_secret() -> None:
    kept: dict[str, Value] = {
        "AWS_SECRET_ACCESS_KEY": Unknown("secret", Origin("secrets.KEY")),
        "AWS_SESSION_TOKEN": Unknown("secret", Origin("secrets.SESSION")),
    }
    assert login(step(script="aws s3 ls", env=kept))["method"] == "access-key"


def test_writing_a_policy_to_vault_is_no_sign_in() -> None:
    assert not of(step(script="vault write auth/jwt/role/ci policies=deploy"), LOGIN)


def test_the_connection_of_a_terraform_tasks_backend_signs_in() -> None:
    inputs: dict[str, Value] = {"command": "init", "backendservicearm": "orders-state"}
    found = login(step("TerraformTaskV4@4", inputs=inputs), "azure_pipelines")
    assert (found["method"], found["connection"]) == ("service-connection", "orders-state")


def test_terragrunt_is_said_to_be_what_applies() -> None:
    [fact] = of(step(script="cd live/prod && terragrunt apply"), DEPLOY)
    assert (fact.attributes["tool"], fact.attributes["directory"]) == ("terragrunt", "live/prod")


@pytest.mark.parametrize(
    ("made", "dialect"),
    [
        (step("azure/arm-deploy@v2", inputs={"template": "t", "additionalarguments": "--what-if"}), "github_actions"),
        (step("azure/arm-deploy@v2", inputs={"template": "t", "deploymentmode": "Validate"}), "github_actions"),
        (step("azure/bicep-deploy@v2", inputs={"template-file": "t", "operation": "whatIf"}), "github_actions"),
        (step("AzureResourceManagerTemplateDeployment@3", inputs={"csmfile": "t", "deploymentmode": "Validation"}),
         "azure_pipelines"),
        (step(script="az deployment sub create -f t.bicep --what-if"), "github_actions"),
        (step(script="New-AzDeployment -TemplateFile t.bicep -WhatIf"), "github_actions"),
    ],
)  # fmt: skip
def test_a_deployment_that_only_looks_is_a_plan(made: Step, dialect: Dialect) -> None:
    [fact] = of(made, DEPLOY, dialect)
    assert fact.attributes["action"] == "plan"


def test_a_deployment_that_shows_its_changes_first_is_one() -> None:
    [fact] = of(step(script="az deployment sub create -f t.bicep --confirm-with-what-if"), DEPLOY)
    assert fact.attributes["action"] == "create"


def test_parameter_files_are_known_beside_a_value_that_is_not() -> None:
    secret = Unknown("secret", Origin("secrets.KEY"))
    passed = Unknown("secret", known=("./infra/prod.bicepparam\n  key=", secret, "\n  size=big prod.json\n"))
    [fact] = of(step("azure/arm-deploy@v2", inputs={"template": "t", "parameters": passed}), DEPLOY)
    assert fact.attributes["var_files"] == ["./infra/prod.bicepparam", "prod.json"]
    [fact] = of(step("azure/arm-deploy@v2", inputs={"template": "t", "parameters": secret}), DEPLOY)
    assert fact.attributes["var_files"] == [secret]


KEYS = "export AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=$S\n"


@pytest.mark.parametrize(
    ("command", "signs_in"),
    [
        ("pulumi up --yes", True),
        ("pulumi -C infra preview", True),
        ("pulumi $WHAT", True),
        ("pulumi cancel || true", False),
        ("pulumi stack select dev", False),
        ("packer build image.pkr.hcl", True),
        ("packer validate image.pkr.hcl", False),
        ("cdk deploy", True),
        ("cdk --version", False),
        ("aws --region eu-west-1 s3 ls", True),
        ("aws configure set region eu-west-1", False),
        ("aws --version", False),
    ],
)
def test_a_program_signs_in_where_it_meets_the_cloud(command: str, *, signs_in: bool) -> None:
    assert [fact.attributes["cloud"] for fact in of(step(script=KEYS + command), LOGIN)] == ["aws"] * signs_in


@pytest.mark.parametrize(
    ("action", "file", "template", "dialect"),
    [
        ("azure/bicep-deploy@v2", "parameters-file", "template-file", "github_actions"),
        ("BicepDeploy@0", "parametersfile", "templatefile", "azure_pipelines"),
    ],
)
def test_values_beside_a_parameter_file_are_read(action: str, file: str, template: str, dialect: Dialect) -> None:
    inputs: dict[str, Value] = {template: "main.bicep", file: "prod.bicepparam", "parameters": '{"sku": "P1", "n": 2}'}
    [fact] = of(step(action, inputs=inputs), DEPLOY, dialect)
    assert fact.attributes["var_files"] == ["prod.bicepparam"]
    assert fact.attributes["variables"] == {"sku": "P1", "n": 2}
    [fact] = of(step(action, inputs={**inputs, "parameters": "sku=P2"}), DEPLOY, dialect)
    assert fact.attributes["variables"] == {"sku": "P2"}


POWERSHELL = """
$name = 'orders'
New-AzResourceGroupDeployment `
  -Name ((Get-Item $file).BaseName + '-' + (Get-Date).ToUniversalTime()) -ResourceGroupName rg -Force `
  -TemplateFile infra/main.bicep -TemplateParameterFile prod.json `
  -appName "$name-api" -zoneRedundant $true -locationFromTemplate westeurope -tags @{ team = 'a' } -Verbose
"""


def powershell(script: str) -> dict[str, Value]:
    """What the last deployment of a script of PowerShell is."""
    name = "pwsh"
    return of(Step("s", "", HERE, script=script, shell=name), DEPLOY)[-1].attributes


def test_parameters_of_a_template_are_flags_of_powershell() -> None:
    found = powershell(POWERSHELL)
    assert (found["template"], found["var_files"]) == ("infra/main.bicep", ["prod.json"])
    assert found["variables"] == {
        "appname": "orders-api",
        "zoneredundant": "True",
        "location": "westeurope",
        "tags": {"team": "a"},
    }


TABLE = """
$values = @{
  sku = 'P1'; count = 2
  secret = (ConvertTo-SecureString $env:SECRET -AsPlainText)
}
$values['region'] = "westeurope"
"""


def test_a_hash_table_passes_values_by_name() -> None:
    found = powershell(TABLE + "New-AzDeployment -TemplateFile t.bicep -TemplateParameterObject $values")
    passed = found["variables"]
    assert isinstance(passed, dict)
    assert (passed["sku"], passed["count"], passed["region"]) == ("P1", "2", "westeurope")
    assert isinstance(passed["secret"], Unknown)
    assert found["var_files"] == []


def test_a_hash_table_holds_the_flags_of_a_command() -> None:
    script = (
        "$deploy = @{ TemplateFile = 't.bicep'; TemplateParameterFile = 'prod.json'; WhatIf = $true; sku = 'P1' }\n"
    )
    found = powershell(script + "New-AzSubscriptionDeployment @deploy")
    assert (found["template"], found["action"]) == ("t.bicep", "plan")
    assert (found["var_files"], found["variables"]) == (["prod.json"], {"sku": "P1"})


@pytest.mark.parametrize(
    "script",
    [
        "New-AzDeployment -TemplateFile t.bicep @more",
        "New-AzDeployment -TemplateFile t.bicep -TemplateParameterObject $more",
        TABLE + "$values.Remove('sku')\nNew-AzDeployment -TemplateFile t.bicep -TemplateParameterObject $values",
        TABLE + "if ($x) { $values.sku = 'P2' }\nNew-AzDeployment -TemplateFile t.bicep @values",
    ],
)
def test_values_that_nobody_can_read_are_not_taken_for_none(script: str) -> None:
    [unread] = as_list(powershell(script)["var_files"])
    assert isinstance(unread, Unknown)


def as_list(value: Value) -> list[Value]:
    assert isinstance(value, list)
    return value
