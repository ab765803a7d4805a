provider "azurerm" {
  features {}
}

variable "region" {
  type = string
}

resource "azurerm_service_plan" "orders" {
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = var.region
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3

  tags = {
    criticality = "mission-critical"
  }
}
