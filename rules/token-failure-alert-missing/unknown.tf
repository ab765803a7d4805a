provider "azurerm" {
  features {}
}

variable "query" {
  type = string
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

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "tokens" {
  name                 = "tokens"
  resource_group_name  = "rg-ops"
  location             = "westeurope"
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"
  scopes               = [azurerm_log_analytics_workspace.logs.id]
  severity             = 1

  criteria {
    query                   = var.query
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 20
  }

  action {
    action_groups = [azurerm_monitor_action_group.oncall.id]
  }
}
