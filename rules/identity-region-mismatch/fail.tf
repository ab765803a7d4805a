provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  resource_group_name = "rg-api"
  location            = "westeurope"
}

resource "azurerm_linux_web_app" "api" {
  name                = "app-api-neu"
  resource_group_name = "rg-api"
  location            = "North Europe" # expect: identity-region-mismatch
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }
}
