provider "azurerm" {
  features {}
}

resource "azurerm_log_analytics_workspace" "logs" {
  name                = "log-ops"
  resource_group_name = "rg-ops"
  location            = "westeurope"
}

resource "azurerm_monitor_aad_diagnostic_setting" "entra" {
  name                       = "entra"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id

  enabled_log {
    category = "ManagedIdentitySignInLogs"
  }

  enabled_log {
    category = "ServicePrincipalSignInLogs"
  }
}

resource "azurerm_sentinel_alert_rule_scheduled" "tokens" {
  name                       = "tokens"
  display_name               = "Workloads get no tokens"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id
  severity                   = "High"
  query                      = <<-QUERY
    AADServicePrincipalSignInLogs
    | where ResultType != 0
  QUERY
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
