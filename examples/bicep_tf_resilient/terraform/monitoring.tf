resource "azurerm_log_analytics_workspace" "parcel" {
  name                = "log-${local.name}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = local.standby
  retention_in_days   = 90
  tags                = local.tags
}

resource "azurerm_monitor_aad_diagnostic_setting" "entra" {
  name                       = "entra-to-log-analytics"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.parcel.id

  dynamic "enabled_log" {
    for_each = ["AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ManagedIdentitySignInLogs", "ServicePrincipalSignInLogs"]
    content {
      category = enabled_log.value
    }
  }
}

# Mail and text message: neither asks for a token.
resource "azurerm_monitor_action_group" "oncall" {
  name                = "ag-${local.name}-oncall"
  resource_group_name = azurerm_resource_group.parcel.name
  short_name          = "oncall"

  email_receiver {
    name          = "tracking-oncall"
    email_address = var.oncall.email
  }

  sms_receiver {
    name         = "tracking-oncall-phone"
    country_code = "1"
    phone_number = var.oncall.phone
  }
}

resource "azurerm_monitor_activity_log_alert" "service_health" {
  name                = "azure-service-health"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = "global"
  scopes              = ["/subscriptions/${var.subscription_id}"]
  description         = "Azure incidents, in any region and in none: identity is often reported as Global."

  criteria {
    category = "ServiceHealth"

    service_health {
      events = ["Incident"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

# Tokens refused to our own identities, and any use of a fallback: the first means trouble, the second that it is used.
resource "azurerm_monitor_scheduled_query_rules_alert_v2" "tokens" {
  name                 = "parcel-tokens"
  resource_group_name  = azurerm_resource_group.parcel.name
  location             = local.standby
  scopes               = [azurerm_log_analytics_workspace.parcel.id]
  severity             = 1
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"

  criteria {
    query                   = <<-QUERY
      union AADManagedIdentitySignInLogs, AADServicePrincipalSignInLogs
      | where ServicePrincipalName startswith "${local.name}"
      | where ResultType != "0" or ServicePrincipalName endswith "-fallback"
    QUERY
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 5
  }

  action {
    action_groups = [azurerm_monitor_action_group.oncall.id]
  }
}

resource "azurerm_monitor_metric_alert" "errors" {
  for_each = var.regions

  name                = "tracking-5xx-${each.key}"
  resource_group_name = azurerm_resource_group.parcel.name
  scopes              = [module.stamp[each.key].api_id]
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
