provider "azurerm" {
  features {}
}

resource "azurerm_container_registry" "orders" { # expect: registry-single-region
  name                = "crorders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Premium"

  tags = {
    criticality = "mission-critical"
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
