provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "ci" {
  name                = "id-orders-ci"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_federated_identity_credential" "ci" {
  name      = "github"
  parent_id = azurerm_user_assigned_identity.ci.id
  issuer    = "https://token.actions.githubusercontent.com"
  subject   = "repo:example/orders:environment:staging"
  audience  = ["api://AzureADTokenExchange"]
}
