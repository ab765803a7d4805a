provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "fallback" { # expect: fallback-vault-unprotected
  name                       = "kv-fallback"
  resource_group_name        = "rg-shop"
  location                   = "westeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
}

variable "secret" {
  type      = string
  sensitive = true
}

resource "azurerm_key_vault_secret" "fallback" {
  name            = "shop-fallback-secret"
  key_vault_id    = azurerm_key_vault.fallback.id
  value           = var.secret
  expiration_date = "2027-06-30T00:00:00Z"
}
