provider "azurerm" {
  features {}
}

resource "azurerm_monitor_aad_diagnostic_setting" "people" {
  name                       = "people"
  log_analytics_workspace_id = "/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops"

  enabled_log {
    category = "AuditLogs"
  }

  enabled_log {
    category = "SignInLogs"
  }
}

# Another setting exports the rest: together they are whole.
resource "azurerm_monitor_aad_diagnostic_setting" "workloads" {
  name                       = "workloads"
  log_analytics_workspace_id = "/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops"

  enabled_log {
    category = "ManagedIdentitySignInLogs"
  }

  enabled_log {
    category = "ServicePrincipalSignInLogs"
  }
}
