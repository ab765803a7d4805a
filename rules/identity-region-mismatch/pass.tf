provider "azurerm" {
  features {}
}

locals {
  regions = toset(["westeurope", "northeurope"])
}

resource "azurerm_user_assigned_identity" "api" {
  for_each            = local.regions
  name                = "id-api-${each.key}"
  resource_group_name = "rg-api"
  location            = each.key
}

resource "azurerm_linux_web_app" "api" {
  for_each            = local.regions
  name                = "app-api-${each.key}"
  resource_group_name = "rg-api"
  location            = each.key
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api[each.key].id]
  }
}

variable "region" {
  type = string
}

# Whatever the region is, it is the same one.
resource "azurerm_user_assigned_identity" "jobs" {
  name                = "id-jobs"
  resource_group_name = "rg-api"
  location            = var.region
}

resource "azurerm_linux_function_app" "jobs" {
  name                = "func-jobs"
  resource_group_name = "rg-api"
  location            = var.region
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.jobs.id]
  }
}
