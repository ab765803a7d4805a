provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_user_assigned_identity" "second" {
  name                = "id-second"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_linux_function_app" "orders" {
  name                = "func-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    ORDERS_QUEUE = "orders"
  }

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id, azurerm_user_assigned_identity.second.id] # expect: ambiguous-user-assigned-identity
  }
}
