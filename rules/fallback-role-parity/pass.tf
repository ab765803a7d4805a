provider "azurerm" {
  features {}
}

data "azuread_client_config" "current" {}

resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GZRS"
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

resource "azuread_service_principal" "fallback" {
  client_id = azuread_application.fallback.client_id
}

variable "certificate" {
  type      = string
  sensitive = true
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    FALLBACK_TENANT_ID          = data.azuread_client_config.current.tenant_id
    FALLBACK_CLIENT_ID          = azuread_application.fallback.client_id
    FALLBACK_CLIENT_CERTIFICATE = var.certificate
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "identity" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_web_app.orders.identity[0].principal_id
}

resource "azurerm_role_assignment" "fallback" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = azuread_service_principal.fallback.object_id
}
