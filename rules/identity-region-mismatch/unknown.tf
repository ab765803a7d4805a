provider "azurerm" {
  features {}
}

# The identity belongs to another team; its region is not written here.
data "azurerm_user_assigned_identity" "shared" {
  name                = "id-shared"
  resource_group_name = "rg-shared"
}

resource "azurerm_linux_web_app" "api" {
  name                = "app-api-neu"
  resource_group_name = "rg-api"
  location            = "northeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-api/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [data.azurerm_user_assigned_identity.shared.id]
  }
}
