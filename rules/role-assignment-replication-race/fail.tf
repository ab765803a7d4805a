provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "shop" {
  name                = "id-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
}

resource "azapi_resource" "reader" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  name      = "5f5a5f5a-0000-0000-0000-000000000000"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop"

  body = {
    properties = {
      roleDefinitionId = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
      principalId      = azurerm_user_assigned_identity.shop.principal_id # expect: role-assignment-replication-race
    }
  }
}
