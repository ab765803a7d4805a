provider "azurerm" {
  features {}
}

resource "azurerm_linux_virtual_machine_scale_set" "shop" {
  name                = "vmss-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 3
  zones               = ["1", "2", "3"]
  admin_username      = "shop"

  identity {
    type = "SystemAssigned"
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  network_interface {
    name    = "nic"
    primary = true

    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet/subnets/shop"
    }
  }
}

resource "azurerm_chaos_studio_experiment" "drill" {
  name                = "drill"
  resource_group_name = "rg-drills"
  location            = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  selectors {
    name                    = "network"
    chaos_studio_target_ids = ["/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Network/networkSecurityGroups/nsg-shop/providers/Microsoft.Chaos/targets/Microsoft-NetworkSecurityGroup"]
  }

  steps {
    name = "step"

    branch {
      name = "branch"

      actions {
        action_type   = "continuous"
        urn           = "urn:csci:microsoft:networkSecurityGroup:securityRule/1.1"
        selector_name = "network"
        duration      = "PT2H"

        parameters = {
          name                  = "deny"
          protocol              = "Any"
          sourceAddresses       = "[\"*\"]"
          destinationAddresses  = "[\"AzureActiveDirectory\",\"AzurePlatformIMDS\"]"
          action                = "Deny"
          destinationPortRanges = "[\"*\"]"
          sourcePortRanges      = "[\"*\"]"
          priority              = "100"
          direction             = "Outbound"
        }
      }
    }
  }
}
