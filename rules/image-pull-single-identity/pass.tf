provider "azurerm" {
  features {}
}

resource "azurerm_container_registry" "orders" {
  name                = "crorders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Premium"

  georeplications {
    location = "northeurope"
  }
}

resource "azurerm_container_app" "orders" {
  name                         = "ca-orders"
  resource_group_name          = "rg-orders"
  container_app_environment_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.App/managedEnvironments/cae"
  revision_mode                = "Single"

  identity {
    type = "SystemAssigned"
  }

  registry {
    server   = azurerm_container_registry.orders.login_server
    identity = "System"
  }

  template {
    min_replicas = 3

    container {
      name   = "api"
      image  = "crorders.azurecr.io/api:1"
      cpu    = 0.5
      memory = "1Gi"
    }
  }

  tags = {
    criticality = "high"
  }
}
