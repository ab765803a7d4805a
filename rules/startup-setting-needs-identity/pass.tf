provider "azurerm" {
  features {}
}

# Two instances are always there, so an outage finds the host started.
resource "azurerm_linux_function_app" "orders" {
  name                = "func-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  storage_account_name          = "stordershost"
  storage_uses_managed_identity = true

  site_config {
    elastic_instance_minimum = 2
  }

  identity {
    type = "SystemAssigned"
  }

  tags = {
    criticality = "high"
  }
}
