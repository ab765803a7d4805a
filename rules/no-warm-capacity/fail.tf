provider "azurerm" {
  features {}
}

resource "azurerm_linux_virtual_machine_scale_set" "api" { # expect: no-warm-capacity
  name                = "vmss-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_monitor_autoscale_setting" "api" {
  name                = "api"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  target_resource_id  = azurerm_linux_virtual_machine_scale_set.api.id

  profile {
    name = "default"
    capacity {
      default = 3
      minimum = 3
      maximum = 20
    }
  }
}
