provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "fleet" {
  name                = "id-fleet"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_linux_virtual_machine_scale_set" "api" {
  name                = "vmss-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.fleet.id]
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_virtual_machine_scale_set_extension" "certificates" {
  name                         = "certificates"
  virtual_machine_scale_set_id = azurerm_linux_virtual_machine_scale_set.api.id
  publisher                    = "Microsoft.Azure.KeyVault"
  type                         = "KeyVaultForLinux"
  type_handler_version         = "3.0"
  settings                     = jsonencode({ # expect: vault-extension-identity-not-named
    secretsManagementSettings = { observedCertificates = [{ url = "https://kv-orders.vault.azure.net/secrets/tls" }] }
  })
}
