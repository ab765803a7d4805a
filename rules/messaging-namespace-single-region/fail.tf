provider "azurerm" {
  features {}
}

resource "azurerm_servicebus_namespace" "weu" { # expect: messaging-namespace-single-region
  name                = "sb-orders-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Premium"
  capacity            = 1

  premium_messaging_partitions = 1

  tags = {
    criticality = "mission-critical"
  }
}
