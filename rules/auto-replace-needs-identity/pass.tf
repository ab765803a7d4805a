provider "azurerm" {
  features {}
}

# The image has everything in it, so a new machine needs nobody.
resource "azurerm_linux_virtual_machine_scale_set" "api" {
  name                = "vmss-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  automatic_instance_repair {
    enabled      = true
    grace_period = "PT10M"
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  tags = {
    criticality = "high"
  }
}
