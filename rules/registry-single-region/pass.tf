provider "azurerm" {
  features {}
}

resource "azurerm_container_registry" "orders" {
  name                = "crorders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Premium"

  georeplications {
    location                = "northeurope"
    zone_redundancy_enabled = true
  }

  tags = {
    criticality = "high"
  }
}

resource "azurerm_container_group" "neu" {
  name                = "ci-orders-neu"
  resource_group_name = "rg-orders-neu"
  location            = "northeurope"
  os_type             = "Linux"

  container {
    name   = "api"
    image  = "crorders.azurecr.io/api:1"
    cpu    = 1
    memory = 1
  }
}
