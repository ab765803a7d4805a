provider "azurerm" {
  features {}
}

variable "second_region" {
  type = string
}

resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  resource_group_name = "rg-api"
  location            = "westeurope"
}

# The second region may be the first one.
resource "azurerm_linux_web_app" "api" {
  for_each            = toset(["westeurope", var.second_region])
  name                = "app-api-${each.key}"
  resource_group_name = "rg-api"
  location            = each.key
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }
}
