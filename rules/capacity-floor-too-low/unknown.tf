provider "azurerm" {
  features {}
}

variable "workers" {
  type = number
}

resource "azurerm_service_plan" "orders" {
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = var.workers

  tags = {
    criticality = "mission-critical"
  }
}
