provider "azurerm" {
  features {}
}

resource "azurerm_linux_virtual_machine_scale_set" "api" {
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

resource "azurerm_virtual_machine_scale_set_standby_pool" "api" {
  name                                  = "standby-orders"
  resource_group_name                   = "rg-orders"
  location                              = "westeurope"
  attached_virtual_machine_scale_set_id = azurerm_linux_virtual_machine_scale_set.api.id
  virtual_machine_state                 = "Deallocated"

  elasticity_profile {
    max_ready_capacity = 6
    min_ready_capacity = 2
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "second" {
  name                = "vmss-orders-neu"
  resource_group_name = "rg-orders-neu"
  location            = "northeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}
