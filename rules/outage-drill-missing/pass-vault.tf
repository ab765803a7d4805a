provider "azurerm" {
  features {}
}

resource "azurerm_chaos_studio_capability" "deny" {
  chaos_studio_target_id = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.KeyVault/vaults/kv-shop/providers/Microsoft.Chaos/targets/Microsoft-KeyVault"
  capability_type        = "DenyAccess-1.0"
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
        urn           = azurerm_chaos_studio_capability.deny.urn
        selector_name = "network"
        duration      = "PT1H"

        parameters = {
          name                  = "deny"
          protocol              = "Any"
          sourceAddresses       = "[\"*\"]"
          destinationAddresses  = "[]"
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
