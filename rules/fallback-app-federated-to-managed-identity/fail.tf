provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

variable "tenant_id" {
  type = string
}

resource "azuread_application_federated_identity_credential" "fallback" {
  application_id = azuread_application.fallback.id
  display_name   = "through-the-identity"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://login.microsoftonline.com/${var.tenant_id}/v2.0"
  subject        = azurerm_user_assigned_identity.api.principal_id # expect: fallback-app-federated-to-managed-identity
}
