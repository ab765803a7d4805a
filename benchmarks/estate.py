"""Writes a synthetic Terraform estate of a wanted size, so that anybody can repeat a measurement.

    python benchmarks/estate.py FOLDER --megabytes 2

Each application is a root of its own with two environments, a shared local module, locals, `for_each` and
`dynamic` blocks, comments and unknown values. It holds 1,900 resource instances a megabyte. Of the 31 public
repositories with more than 0.3 MB of Terraform that were at hand in November 2026, three quarters have fewer; their
median is 760 (`python benchmarks/density.py`). With `--dense` it holds what idlint looks at and little besides:
4,900 a megabyte, twice as many as any of those above 2 MB.
"""

from __future__ import annotations

import argparse
from pathlib import Path

MODULE = """
variable "name" {
  type = string
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "settings" {
  type    = map(string)
  default = {}
}

variable "tags" {
  type = map(string)
}

resource "azurerm_user_assigned_identity" "app" {
  name                = "id-${var.name}"
  resource_group_name = "rg-${var.name}"
  location            = var.location
  tags                = var.tags
}

resource "azurerm_linux_web_app" "app" {
  name                = "app-${var.name}"
  resource_group_name = "rg-${var.name}"
  location            = var.location
  service_plan_id     = "plan"
  app_settings        = merge(var.settings, { AZURE_CLIENT_ID = azurerm_user_assigned_identity.app.client_id })
  tags                = var.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }

  site_config {}
}

output "principal_id" {
  value = azurerm_user_assigned_identity.app.principal_id
}
"""

ROOT = """
# Application {number}: owned by team {team}; see the runbook before changing anything here.
terraform {{
  backend "azurerm" {{}}
}}

provider "azurerm" {{
  features {{}}
}}

variable "environment" {{
  type = string
}}

variable "regions" {{
  type    = set(string)
  default = ["westeurope", "northeurope"]
}}

variable "rules" {{
  type = list(object({{
    name     = string
    priority = number
    port     = optional(number, 443)
  }}))
  default = []
}}

locals {{
  prefix = "app{number}-${{var.environment}}"
  tags = {{
    application = "app{number}"
    environment = var.environment
    criticality = var.environment == "prod" ? "high" : "low"
  }}
}}

module "web" {{
  source   = "../modules/web"
  for_each = var.regions

  name     = "${{local.prefix}}-${{each.key}}"
  location = each.key
  tags     = local.tags
  settings = {{
    STORAGE_URL = azurerm_storage_account.data.primary_blob_endpoint
    REGION      = each.value
  }}
}}
"""

STORE = """
# One of the stores of this application. The lifecycle rules are set by the platform team.
resource "azurerm_storage_account" "{name}" {{
  name                     = substr(replace("st${{local.prefix}}{name}", "-", ""), 0, 24)
  resource_group_name      = "rg-${{local.prefix}}"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = var.environment == "prod" ? "{redundancy}" : "LRS"
  tags                     = merge(local.tags, {{ part = "{name}" }})
}}

resource "azurerm_network_security_group" "{name}" {{
  name                = "nsg-{name}-${{local.prefix}}"
  resource_group_name = "rg-${{local.prefix}}"
  location            = "westeurope"

  dynamic "security_rule" {{
    for_each = var.rules
    content {{
      name                   = security_rule.value.name
      priority               = security_rule.value.priority
      direction              = "Inbound"
      access                 = "Allow"
      protocol               = "Tcp"
      source_port_range      = "*"
      destination_port_range = tostring(security_rule.value.port)
    }}
  }}
}}

resource "azurerm_role_assignment" "{name}" {{
  for_each = var.regions

  scope                = azurerm_storage_account.{name}.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = module.web[each.key].principal_id
}}
"""

BESIDE = """
# How long blobs live, for all environments alike. The numbers were agreed with the owners of the data.
resource "azurerm_storage_management_policy" "{name}" {{
  storage_account_id = azurerm_storage_account.{name}.id

  dynamic "rule" {{
    for_each = var.{name}_lifecycle
    content {{
      name    = "${{local.prefix}}-${{rule.key}}"
      enabled = rule.value.enabled

      actions {{
        base_blob {{
          tier_to_cool_after_days_since_modification_greater_than    = rule.value.cool_after_days
          tier_to_archive_after_days_since_modification_greater_than = rule.value.archive_after_days
          delete_after_days_since_modification_greater_than          = rule.value.delete_after_days
        }}
      }}
    }}
  }}
}}

resource "azurerm_private_endpoint" "{name}" {{
  name                = "pe-{name}-${{local.prefix}}"
  resource_group_name = "rg-${{local.prefix}}"
  location            = "westeurope"
  subnet_id           = var.{name}_subnet_id
  tags                = merge(local.tags, {{ part = "{name}" }})

  private_service_connection {{
    name                           = "psc-{name}-${{local.prefix}}"
    private_connection_resource_id = azurerm_storage_account.{name}.id
    is_manual_connection           = false
    subresource_names              = ["blob"]
  }}
}}

variable "{name}_subnet_id" {{
  type        = string
  default     = ""
  description = "The subnet that the private endpoint of {name} gets its address from; without network policies."
}}

variable "{name}_lifecycle" {{
  type = map(object({{
    enabled            = optional(bool, true)
    cool_after_days    = optional(number, 30)
    archive_after_days = optional(number, 180)
    delete_after_days  = optional(number, 2555)
  }}))
  default     = {{}}
  description = <<-EOT
    Lifecycle rules of {name}, by name. Blobs move to the cool tier after `cool_after_days` without
    a change, to the archive after `archive_after_days`, and are deleted after `delete_after_days`.
  EOT

  validation {{
    condition     = alltrue([for rule in var.{name}_lifecycle : rule.cool_after_days < rule.archive_after_days])
    error_message = "A blob has to be cool before it is archived."
  }}
}}

output "{name}_endpoint" {{
  value = azurerm_storage_account.{name}.primary_blob_endpoint
}}
"""
"""What real code holds besides: what idlint has no kind for, and what it only has to step over."""

STORES_PER_ROOT = 12


def write_estate(folder: Path, size: int, *, dense: bool = False) -> None:
    """Write roots below `folder` until their `.tf` files hold at least `size` bytes."""
    store = STORE if dense else STORE + BESIDE
    _write(folder / "modules" / "web" / "main.tf", MODULE)
    written = number = 0
    while written < size:
        number += 1
        root = folder / f"app{number}"
        written += _write(root / "main.tf", ROOT.format(number=number, team=number % 7))
        for index in range(STORES_PER_ROOT):
            name = "data" if index == 0 else f"data{index}"
            redundancy = "GZRS" if index % 3 else "ZRS"
            written += _write(root / f"{name}.tf", store.format(name=name, redundancy=redundancy))
        for environment in ("dev", "prod"):
            _write(root / "env" / environment / "terraform.tfvars", f'environment = "{environment}"\n')


def _write(path: Path, text: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return len(text)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--megabytes", type=float, default=2.0)
    arguments.add_argument("--dense", action="store_true")
    given = arguments.parse_args()
    write_estate(given.folder, int(given.megabytes * 1_000_000), dense=given.dense)
