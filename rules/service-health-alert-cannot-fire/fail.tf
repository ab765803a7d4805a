provider "azurerm" {
  features {}
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

resource "azurerm_monitor_activity_log_alert" "nobody" { # expect: service-health-alert-cannot-fire
  name                = "nobody"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"

    service_health {
      events = ["Incident", "Informational", "ActionRequired"]
    }
  }
}

resource "azurerm_monitor_activity_log_alert" "off" {
  name                = "off"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]
  enabled             = false # expect: service-health-alert-cannot-fire

  criteria {
    category = "ServiceHealth"

    service_health {
      events = ["Incident", "Informational", "ActionRequired"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}

resource "azurerm_monitor_action_group" "empty" {
  name                = "ag-empty"
  resource_group_name = "rg-ops"
  short_name          = "empty"
}

resource "azurerm_monitor_activity_log_alert" "unheard" {
  name                = "unheard"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"

    service_health {
      events = ["Incident", "Informational", "ActionRequired"]
    }
  }

  action { # expect: service-health-alert-cannot-fire
    action_group_id = azurerm_monitor_action_group.empty.id
  }
}
