provider "azurerm" {
  features {}
}

variable "action_group_ids" {
  type = list(string)
}

# Who is told, if anybody, is passed.
resource "azurerm_monitor_activity_log_alert" "service_health" {
  name                = "service-health"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"
  }

  dynamic "action" {
    for_each = var.action_group_ids
    content {
      action_group_id = action.value
    }
  }
}

# A group of another team: its receivers are not written here.
data "azurerm_monitor_action_group" "platform" {
  name                = "ag-platform"
  resource_group_name = "rg-platform"
}

resource "azurerm_monitor_activity_log_alert" "platform" {
  name                = "platform"
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
    action_group_id = data.azurerm_monitor_action_group.platform.id
  }
}
