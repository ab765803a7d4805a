provider "azurerm" {
  features {}
}

resource "azurerm_servicebus_namespace" "weu" {
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

resource "azurerm_servicebus_namespace" "neu" {
  name                = "sb-orders-neu"
  resource_group_name = "rg-orders"
  location            = "northeurope"
  sku                 = "Premium"
  capacity            = 1

  premium_messaging_partitions = 1

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_servicebus_namespace_disaster_recovery_config" "orders" {
  name                 = "sb-orders"
  primary_namespace_id = azurerm_servicebus_namespace.weu.id
  partner_namespace_id = azurerm_servicebus_namespace.neu.id
}
