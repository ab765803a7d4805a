resource "azurerm_log_analytics_workspace" "parcel" {
  name                = "log-${local.name}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  retention_in_days   = 90
  tags                = local.tags
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                       = "vault-to-log-analytics"
  target_resource_id         = azurerm_key_vault.parcel.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.parcel.id

  enabled_log {
    category_group = "audit"
  }
}

# One setting serves the whole tenant, so only production owns it.
resource "azurerm_monitor_aad_diagnostic_setting" "entra" {
  count = var.environment == "prod" ? 1 : 0

  name                       = "entra-to-log-analytics"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.parcel.id

  dynamic "enabled_log" {
    for_each = ["AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs"]
    content {
      category = enabled_log.value
    }
  }
}

resource "azurerm_monitor_action_group" "oncall" {
  name                = "ag-${local.name}-oncall"
  resource_group_name = azurerm_resource_group.parcel.name
  short_name          = "oncall"

  email_receiver {
    name          = "tracking-oncall"
    email_address = var.oncall_email
  }
}

resource "azurerm_monitor_metric_alert" "errors" {
  name                = "tracking-5xx"
  resource_group_name = azurerm_resource_group.parcel.name
  scopes              = [module.api.id]
  severity            = 1

  criteria {
    metric_namespace = "Microsoft.Web/sites"
    metric_name      = "Http5xx"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 20
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

resource "azurerm_monitor_activity_log_alert" "service_health" {
  name                = "azure-service-health"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = "global"
  scopes              = ["/subscriptions/${var.subscription_id}"]
  description         = "Azure incidents in the region that Parcel runs in."

  criteria {
    category = "ServiceHealth"

    service_health {
      events    = ["Incident", "Maintenance"]
      locations = ["East US"]
    }
  }
}
