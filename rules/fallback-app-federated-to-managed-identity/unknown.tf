provider "azurerm" {
  features {}
}

variable "issuer" {
  type = string
}

resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

# Whoever the issuer is decides whether this is a second way.
resource "azuread_application_federated_identity_credential" "fallback" {
  application_id = "/applications/33333333-3333-3333-3333-333333333333"
  display_name   = "fallback"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = var.issuer
  subject        = azurerm_user_assigned_identity.api.principal_id
}
