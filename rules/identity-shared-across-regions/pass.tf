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

resource "azurerm_container_group" "api" {
  for_each            = local.regions
  name                = "api-${each.key}"
  resource_group_name = "rg-api"
  location            = each.key
  os_type             = "Linux"

  container {
    name   = "api"
    image  = "mcr.microsoft.com/azuredocs/aci-helloworld:latest"
    cpu    = 1
    memory = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api[each.key].id]
  }
}

variable "region" {
  type = string
}

# Two workloads, and one region, whichever it is.
resource "azurerm_user_assigned_identity" "jobs" {
  name                = "id-jobs"
  resource_group_name = "rg-api"
  location            = var.region
}

resource "azurerm_linux_function_app" "jobs" {
  for_each            = toset(["import", "export"])
  name                = "func-${each.key}"
  resource_group_name = "rg-api"
  location            = var.region
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.jobs.id]
  }
}
