provider "azurerm" {
  features {}
}

resource "azurerm_monitor_action_group" "tickets" {
  name                = "ag-tickets"
  resource_group_name = "rg-ops"
  short_name          = "tickets"

  webhook_receiver {
    name        = "tickets"
    service_uri = "https://tickets.example.com/hook"
  }

  logic_app_receiver {
    name         = "chat"
    resource_id  = "/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.Logic/workflows/chat"
    callback_url = "https://logic.example.com/chat"
  }
}

# A paging service outside Azure, with a key in its address.
resource "azurerm_monitor_activity_log_alert" "incidents" {
  name                = "incidents"
  resource_group_name = "rg-ops"
  location            = "global"
  scopes              = ["/subscriptions/00000000-0000-0000-0000-000000000000"]

  criteria {
    category = "ServiceHealth"
  }

  action {
    action_group_id = azurerm_monitor_action_group.tickets.id
  }
}
