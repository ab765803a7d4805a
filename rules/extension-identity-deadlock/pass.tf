provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "fleet" {
  name                = "id-fleet"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_key_vault" "orders" {
  name                       = "kv-orders"
  resource_group_name        = "rg-orders"
  location                   = "westeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "premium"
  rbac_authorization_enabled = false
  purge_protection_enabled   = true
}


resource "azurerm_linux_virtual_machine_scale_set" "api" {
  name                = "vmss-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/galleries/gal/images/api"

  extension {
    name                 = "certificates"
    publisher            = "Microsoft.Azure.KeyVault"
    type                 = "KeyVaultForLinux"
    type_handler_version = "3.0"
    settings = jsonencode({
      secretsManagementSettings = {
        requireInitialSync   = false
        observedCertificates = [{ url = "https://kv-orders.vault.azure.net/secrets/tls" }]
      }
      authenticationSettings = {
        msiEndpoint = "http://169.254.169.254/metadata/identity"
        msiClientId = azurerm_user_assigned_identity.fleet.client_id
      }
    })
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.fleet.id]
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_key_vault_access_policy" "fleet" {
  key_vault_id       = azurerm_key_vault.orders.id
  tenant_id          = "00000000-0000-0000-0000-000000000000"
  object_id          = azurerm_user_assigned_identity.fleet.principal_id
  secret_permissions = ["Get"]
}
