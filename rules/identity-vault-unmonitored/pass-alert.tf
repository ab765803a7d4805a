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

resource "azurerm_monitor_action_group" "oncall" {
  name                = "ag-oncall"
  resource_group_name = "rg-ops"
  short_name          = "oncall"

  sms_receiver {
    name         = "oncall"
    country_code = "46"
    phone_number = "700000000"
  }
}

resource "azurerm_monitor_metric_alert" "vault" {
  name                = "vault-availability"
  resource_group_name = "rg-ops"
  scopes              = [azurerm_key_vault.shop.id]

  criteria {
    metric_namespace = "Microsoft.KeyVault/vaults"
    metric_name      = "Availability"
    aggregation      = "Average"
    operator         = "LessThan"
    threshold        = 90
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

resource "azurerm_monitor_activity_log_alert" "incidents" {
  name                = "incidents"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}
