provider "azurerm" { # expect: workload-signin-logs-not-exported
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

  enabled_log {
    category = "ServicePrincipalSignInLogs"
  }
}
