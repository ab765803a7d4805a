provider "azurerm" {
  features {}
}

variable "client_id" {
  type = string
}

# A token: the script is a template, and the gap in it changes nothing.
resource "azurerm_linux_virtual_machine_scale_set" "workers" {
  name                = "vmss-workers"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"

  # expect: boot-needs-extension-or-identity
  custom_data = base64encode(<<-EOT
    #!/bin/bash
    az login --identity --client-id ${var.client_id}
    az storage blob download --account-name storders --container-name bin --name worker --file /opt/worker
  EOT
  )

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

# A package.
resource "azurerm_linux_virtual_machine_scale_set" "web" {
  name                = "vmss-web"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  extension { # expect: boot-needs-extension-or-identity
    name                 = "start"
    publisher            = "Microsoft.Azure.Extensions"
    type                 = "CustomScript"
    type_handler_version = "2.1"
    settings             = jsonencode({ commandToExecute = "systemctl enable --now web" })
  }
}

# Both: the files of the script are fetched with the identity.
resource "azurerm_linux_virtual_machine_scale_set" "api" { # expect: boot-needs-extension-or-identity
  name                = "vmss-api"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_virtual_machine_scale_set_extension" "install" {
  name                         = "install"
  virtual_machine_scale_set_id = azurerm_linux_virtual_machine_scale_set.api.id
  publisher                    = "Microsoft.Azure.Extensions"
  type                         = "CustomScript"
  type_handler_version         = "2.1"

  protected_settings = jsonencode({
    fileUris         = ["https://storders.blob.core.windows.net/boot/install.sh"]
    commandToExecute = "sh install.sh"
    managedIdentity  = {}
  })
}

# Several machines of one declaration, which wait for their certificates.
resource "azurerm_linux_virtual_machine" "gateway" { # expect: boot-needs-extension-or-identity
  count                 = 2
  name                  = "vm-gateway-${count.index}"
  resource_group_name   = "rg-orders"
  location              = "westeurope"
  size                  = "Standard_D2s_v5"
  admin_username        = "orders"
  network_interface_ids = ["/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Network/networkInterfaces/nic-${count.index}"]

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_virtual_machine_extension" "certificates" {
  count                = 2
  name                 = "certificates"
  virtual_machine_id   = azurerm_linux_virtual_machine.gateway[count.index].id
  publisher            = "Microsoft.Azure.KeyVault"
  type                 = "KeyVaultForLinux"
  type_handler_version = "3.0"

  settings = jsonencode({
    secretsManagementSettings = {
      requireInitialSync   = true
      observedCertificates = []
    }
  })
}
