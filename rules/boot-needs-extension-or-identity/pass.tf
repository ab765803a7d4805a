provider "azurerm" {
  features {}
}

# Everything is in the image; the agents beside it do not hold up the boot.
resource "azurerm_linux_virtual_machine_scale_set" "workers" {
  name                = "vmss-workers"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  admin_username      = "orders"
  source_image_id     = "/subscriptions/0/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/orders/images/worker/versions/1.4.0"

  custom_data = base64encode(<<-EOT
    #cloud-config
    runcmd:
      # az login --identity is done by the worker itself, after it has started
      - [systemctl, enable, --now, worker]
  EOT
  )

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  extension {
    name                 = "monitor"
    publisher            = "Microsoft.Azure.Monitor"
    type                 = "AzureMonitorLinuxAgent"
    type_handler_version = "1.0"
  }

  # Fetches certificates in the background.
  extension {
    name                 = "certificates"
    publisher            = "Microsoft.Azure.KeyVault"
    type                 = "KeyVaultForLinux"
    type_handler_version = "3.0"
    settings             = jsonencode({ secretsManagementSettings = { observedCertificates = [] } })
  }
}

# One machine, made by hand.
resource "azurerm_linux_virtual_machine" "jump" {
  name                  = "vm-jump"
  resource_group_name   = "rg-orders"
  location              = "westeurope"
  size                  = "Standard_D2s_v5"
  admin_username        = "orders"
  network_interface_ids = ["/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Network/networkInterfaces/nic-jump"]
  custom_data           = base64encode("#!/bin/bash\naz login --identity\n")

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}
