provider "azurerm" {
  features {}
}

variable "second_region" {
  type = string
}

resource "azurerm_user_assigned_identity" "weu" {
  name                = "id-api-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_linux_web_app" "weu" {
  name                = "app-orders-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_CLIENT_ID = azurerm_user_assigned_identity.weu.client_id
  }

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.weu.id]
  }
}

resource "azurerm_linux_web_app" "second" {
  name                = "app-orders-second"
  resource_group_name = "rg-orders"
  location            = var.second_region
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_CLIENT_ID = azurerm_user_assigned_identity.second.client_id
  }

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.second.id]
  }
}

resource "azurerm_user_assigned_identity" "second" {
  name                = "id-api-second"
  resource_group_name = "rg-orders"
  location            = var.second_region
  isolation_scope     = "Regional"
}
