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

resource "azurerm_monitor_activity_log_alert" "identity" {
  name                = "identity"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"
    levels   = ["Error", "Warning"]

    service_health {
      events   = ["Incident", "ActionRequired"]
      services = ["Microsoft Entra ID", "SQL Database"]
    }
  }

  action {
    action_group_id = azurerm_monitor_action_group.oncall.id
  }
}
