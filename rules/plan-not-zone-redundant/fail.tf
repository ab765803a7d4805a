provider "azurerm" {
  features {}
}

resource "azurerm_service_plan" "orders" { # expect: plan-not-zone-redundant
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3

  tags = {
    criticality = "mission-critical"
  }
}
