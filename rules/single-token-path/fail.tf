provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "orders" {
  name                      = "stordersprod"
  resource_group_name       = "rg-orders"
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "GZRS"
  shared_access_key_enabled = false
}

resource "azurerm_linux_web_app" "orders" { # expect: single-token-path
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = { criticality = "mission-critical" }
}

resource "azurerm_role_assignment" "orders" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_web_app.orders.identity[0].principal_id
}
