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

resource "azuread_application" "partner" {
  display_name = "orders-of-the-partner-tenant"
}

variable "tenant_id" {
  type = string
}

# The cluster is the issuer: no managed identity is needed.
resource "azuread_application_federated_identity_credential" "fallback" {
  application_id = azuread_application.fallback.id
  display_name   = "orders-pod"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://westeurope.oic.prod-aks.azure.com/11111111-1111-1111-1111-111111111111/22222222-2222-2222-2222-222222222222/"
  subject        = "system:serviceaccount:orders:api"
}

# Not a fallback: this is how the identity reaches another tenant.
resource "azuread_application_federated_identity_credential" "partner" {
  application_id = azuread_application.partner.id
  display_name   = "through-the-identity"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "https://login.microsoftonline.com/${var.tenant_id}/v2.0"
  subject        = azurerm_user_assigned_identity.api.principal_id
}
