provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "api" { # expect: identity-shared-across-regions
  name                = "id-api"
  resource_group_name = "rg-api"
  location            = "westeurope"
}

resource "azurerm_container_group" "api" {
  for_each            = toset(["westeurope", "northeurope"])
  name                = "api-${each.key}"
  resource_group_name = "rg-api"
  location            = each.key
  os_type             = "Linux"

  container {
    name   = "api"
    image  = "mcr.microsoft.com/azuredocs/aci-helloworld:latest"
    cpu    = 1
    memory = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }
}
