provider "azurerm" {
  features {}
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

  geo_location {
    location          = "westeurope"
    failover_priority = 0
    zone_redundant    = true
  }

  geo_location {
    location          = "northeurope"
    failover_priority = 1
    zone_redundant    = true
  }

  tags = {
    criticality = "mission-critical"
  }
}
