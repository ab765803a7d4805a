provider "azurerm" {
  features {}
}

variable "tier" {
  type = string
}

resource "azurerm_redis_cache" "orders" {
  name                = "redis-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  capacity            = 1
  family              = "C"
  sku_name            = var.tier

  tags = {
    criticality = "mission-critical"
  }
}
