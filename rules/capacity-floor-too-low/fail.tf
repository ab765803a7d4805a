provider "azurerm" {
  features {}
}

resource "azurerm_container_app" "orders" { # expect: capacity-floor-too-low
  name                         = "ca-orders"
  resource_group_name          = "rg-orders"
  container_app_environment_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.App/managedEnvironments/cae"
  revision_mode                = "Single"

  template {
    container {
      name   = "api"
      image  = "mcr.microsoft.com/orders/api:1"
      cpu    = 0.5
      memory = "1Gi"
    }
  }

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_service_plan" "orders" {
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 1 # expect: capacity-floor-too-low

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_monitor_autoscale_setting" "mails" {
  name                = "mails"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  target_resource_id  = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-mails"

  profile { # expect: capacity-floor-too-low
    name = "default"
    capacity {
      default = 1
      minimum = 1
      maximum = 10
    }
  }

  tags = {
    criticality = "mission-critical"
  }
}
