provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "orders" {
  name                = "kv-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  sku_name            = "standard"
}

variable "fallback_secret" {
  type      = string
  ephemeral = true
}

resource "azurerm_key_vault_secret" "fallback" {
  name             = "orders-fallback"
  key_vault_id     = azurerm_key_vault.orders.id
  value_wo         = var.fallback_secret
  value_wo_version = 1
  expiration_date  = "2026-08-31T00:00:00Z" # expect: fallback-credential-expiry
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

# Ends this month.
resource "azuread_application_password" "ending" {
  application_id = azuread_application.fallback.id
  end_date       = "2026-12-20T00:00:00Z" # expect: fallback-credential-expiry
}

# Ends when everybody has forgotten it.
resource "azuread_application_password" "endless" {
  application_id = azuread_application.fallback.id
  end_date       = "2099-01-01T00:00:00Z" # expect: fallback-credential-expiry
}

resource "azuread_application_password" "unsaid" { # expect: fallback-credential-expiry
  application_id = azuread_application.fallback.id
}

# Ten years from whenever it is applied.
resource "azuread_application_password" "decade" {
  application_id = azuread_application.fallback.id
  end_date       = timeadd(plantimestamp(), "87600h") # expect: fallback-credential-expiry
}
