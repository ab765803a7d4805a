provider "azurerm" {
  features {}
}

variable "regions" {
  type = list(string)
}

resource "azurerm_cosmosdb_account" "orders" {
  name                       = "cosmos-orders"
  resource_group_name        = "rg-orders"
  location                   = "westeurope"
  offer_type                 = "Standard"
  automatic_failover_enabled = true

  consistency_policy {
    consistency_level = "Session"
  }

  dynamic "geo_location" {
    for_each = var.regions
    content {
      location          = geo_location.value
      failover_priority = geo_location.key
    }
  }

  tags = {
    criticality = "mission-critical"
  }
}
