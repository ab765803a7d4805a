provider "azurerm" {
  features {}
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
    query                   = "SigninLogs | where UserId == '${azuread_user.first.object_id}'"
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 0
  }

  action {
    action_groups = [azurerm_monitor_action_group.oncall.id]
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
