provider "azurerm" {
  features {}
}

resource "azurerm_service_plan" "orders" {
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3

  zone_balancing_enabled = true

  tags = {
    criticality = "mission-critical"
  }
}
