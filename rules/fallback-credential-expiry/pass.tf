provider "azurerm" {
  features {}
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

resource "time_rotating" "fallback" {
  rotation_days = 90
}

resource "azuread_application_password" "rotated" {
  application_id      = azuread_application.fallback.id
  rotate_when_changed = { rotation = time_rotating.fallback.id }
}

resource "azuread_application_password" "dated" {
  application_id = azuread_application.fallback.id
  end_date       = "2027-06-30T00:00:00Z"
}

variable "certificate" {
  type = string
}

# A certificate has an end of its own.
resource "azuread_application_certificate" "fallback" {
  application_id = azuread_application.fallback.id
  type           = "AsymmetricX509Cert"
  value          = var.certificate
}

# Not a way to sign in to Azure.
resource "azurerm_key_vault_secret" "mail" {
  name         = "mail-api"
  key_vault_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.KeyVault/vaults/kv-orders"
  value        = "set by hand"
}
