provider "azurerm" {
  features {}
}

resource "azurerm_search_service" "orders" {
  name                = "srch-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "standard"
  replica_count       = 3

  tags = {
    criticality = "mission-critical"
  }
}
