provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "shop" {
  name                       = "kv-shop"
  resource_group_name        = "rg-shop"
  location                   = "westeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}

resource "azurerm_service_plan" "shop" {
  name                = "plan-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3
}

resource "azurerm_linux_web_app" "shop" {
  name                = "app-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = azurerm_service_plan.shop.id

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  app_settings = {
    PAYMENT_KEY = "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault.shop.vault_uri}secrets/payment-key)"
  }
}

resource "azurerm_monitor_diagnostic_setting" "app" {
  name                       = "to-logs"
  target_resource_id         = azurerm_linux_web_app.shop.id
  log_analytics_workspace_id = "/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops"

  enabled_log {
    category = "AppServiceHTTPLogs"
  }
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                       = "to-logs"
  target_resource_id         = azurerm_key_vault.shop.id
  log_analytics_workspace_id = "/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops"

  enabled_log {
    category_group = "audit"
  }
}
