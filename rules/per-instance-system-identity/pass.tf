provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "worker" {
  name                = "id-worker"
  resource_group_name = "rg-orders"
  location            = "westeurope"
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
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.worker.id]
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_ZRS"
  }
}

resource "azurerm_role_assignment" "worker" {
  scope                = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.KeyVault/vaults/kv-orders"
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.worker.principal_id
}
