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

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

resource "azuread_service_principal" "fallback" {
  client_id = azuread_application.fallback.client_id
}

variable "fallback_certificate" {
  type      = string
  sensitive = true
}

# A second way to a token, which the failover code of the application uses: it needs Entra, but not the
# managed-identity service.
resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  app_settings = {
    FALLBACK_TENANT_ID          = "00000000-0000-0000-0000-000000000000"
    FALLBACK_CLIENT_ID          = azuread_application.fallback.client_id
    FALLBACK_CLIENT_CERTIFICATE = var.fallback_certificate
  }

  identity {
    type = "SystemAssigned"
  }

  tags = { criticality = "high" }
}

resource "azurerm_role_assignment" "orders" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_web_app.orders.identity[0].principal_id
}

resource "azurerm_role_assignment" "fallback" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azuread_service_principal.fallback.object_id
}

# Not critical: one way is enough.
resource "azurerm_linux_web_app" "report" {
  name                = "app-report"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = { criticality = "standard" }
}

resource "azurerm_role_assignment" "report" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_linux_web_app.report.identity[0].principal_id
}
