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

resource "azurerm_monitor_activity_log_alert" "everything" {
  name                = "everything"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

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

# The other alert hears what this one leaves out.
resource "azurerm_monitor_activity_log_alert" "databases" {
  name                = "databases"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"

    service_health {
      events   = ["Incident"]
      services = ["SQL Database"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}
