provider "azurerm" {
  features {}
}

variable "app_settings" {
  type = map(string)
}

# A fallback may be among the settings that are passed.
resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"
  app_settings        = merge(var.app_settings, { ORDERS_PAGE_SIZE = "50" })

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}
