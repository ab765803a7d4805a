provider "azurerm" {
  features {}
}

resource "azurerm_service_plan" "orders" {
  name                   = "plan-orders"
  resource_group_name    = "rg-orders"
  location               = "westeurope"
  os_type                = "Linux"
  sku_name               = "P1v3"
  worker_count           = 3
  zone_balancing_enabled = true

  tags = {
    criticality = "high"
  }
}

# The autoscale setting below says how few there may be.
resource "azurerm_linux_virtual_machine_scale_set" "mails" {
  name                = "vmss-mails"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 1
  admin_username      = "orders"
  zones               = ["1", "2", "3"]

  capacity_reservation_group_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/capacityReservationGroups/crg"

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  tags = {
    criticality = "high"
  }
}

resource "azurerm_monitor_autoscale_setting" "mails" {
  name                = "mails"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  target_resource_id  = azurerm_linux_virtual_machine_scale_set.mails.id

  profile {
    name = "default"
    capacity {
      default = 3
      minimum = 3
      maximum = 10
    }
  }

  tags = {
    criticality = "high"
  }
}

# Spot machines promise nothing, whatever the floor.
resource "azurerm_linux_virtual_machine_scale_set" "batches" {
  name                = "vmss-batches"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 0
  admin_username      = "orders"
  priority            = "Spot"
  zones               = ["1", "2", "3"]

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  tags = {
    criticality = "high"
  }
}

resource "azurerm_monitor_autoscale_setting" "batches" {
  name                = "batches"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  target_resource_id  = azurerm_linux_virtual_machine_scale_set.batches.id

  profile {
    name = "default"
    capacity {
      default = 0
      minimum = 0
      maximum = 10
    }
  }

  tags = {
    criticality = "high"
  }
}
