provider "azurerm" {
  features {}
}

variable "length" {
  type = string
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
        duration      = var.length

        parameters = {
          name                  = "deny"
          protocol              = "Any"
          sourceAddresses       = "[\"*\"]"
          destinationAddresses  = "[\"AzureActiveDirectory\"]"
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
