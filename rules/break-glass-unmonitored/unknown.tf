provider "azurerm" {
  features {}
}

variable "query" {
  type = string
}

resource "azuread_user" "first" {
  user_principal_name = "breakglass1@example.onmicrosoft.com"
  display_name        = "Break glass 1"
}

resource "azurerm_log_analytics_workspace" "logs" {
  name                = "log-ops"
  resource_group_name = "rg-ops"
  location            = "westeurope"
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

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "emergency" {
  name                 = "emergency-sign-in"
  resource_group_name  = "rg-ops"
  location             = "westeurope"
  evaluation_frequency = "PT5M"
  window_duration      = "PT5M"
  scopes               = [azurerm_log_analytics_workspace.logs.id]
  severity             = 0

  criteria {
    query                   = var.query
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 0
  }

  action {
    action_groups = [azurerm_monitor_action_group.oncall.id]
  }
}
