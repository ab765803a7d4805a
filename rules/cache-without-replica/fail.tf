provider "azurerm" {
  features {}
}

resource "azurerm_redis_cache" "orders" {
  name                = "redis-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  capacity            = 1
  family              = "C"
  sku_name            = "Basic" # expect: cache-without-replica

  tags = {
    criticality = "mission-critical"
  }
}
