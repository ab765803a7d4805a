provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "weu" { # expect: identity-isolation-scope-open
  name                = "id-api-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_user_assigned_identity" "neu" {
  name                = "id-api-neu"
  resource_group_name = "rg-orders"
  location            = "northeurope"
  isolation_scope     = "Regional"

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

resource "azurerm_linux_web_app" "neu" {
  name                = "app-orders-neu"
  resource_group_name = "rg-orders"
  location            = "northeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_CLIENT_ID = azurerm_user_assigned_identity.neu.client_id
  }

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.neu.id]
  }
}
