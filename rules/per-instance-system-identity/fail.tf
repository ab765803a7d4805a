provider "azurerm" {
  features {}
}

resource "azurerm_linux_virtual_machine" "worker" {
  count                 = 3
  name                  = "vm-orders-${count.index}"
  resource_group_name   = "rg-orders"
  location              = "westeurope"
  size                  = "Standard_D2s_v5"
  admin_username        = "orders"
  network_interface_ids = ["/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Network/networkInterfaces/nic-${count.index}"]
  source_image_id       = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  identity {
    type = "SystemAssigned" # expect: per-instance-system-identity
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_ZRS"
  }
}

resource "azurerm_role_assignment" "worker" {
  count                = 3
  scope                = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.KeyVault/vaults/kv-orders"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_linux_virtual_machine.worker[count.index].identity[0].principal_id
}
