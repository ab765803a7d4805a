provider "azurerm" {
  features {}
}

variable "replicas" {
  type = list(string)
}

resource "azurerm_container_registry" "orders" {
  name                = "crorders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Premium"

  dynamic "georeplications" {
    for_each = var.replicas
    content {
      location = georeplications.value
    }
  }

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
