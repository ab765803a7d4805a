provider "azurerm" {
  features {}
}

variable "protected" {
  type = bool
}

resource "azurerm_key_vault" "fallback" {
  name                       = "kv-fallback"
  resource_group_name        = "rg-shop"
  location                   = "westeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = var.protected
}

resource "azuread_application_password" "shop" {
  application_id = "/applications/00000000-0000-0000-0000-000000000000"
  end_date       = "2027-06-30T00:00:00Z"
}

resource "azurerm_key_vault_secret" "fallback" {
  name            = "shop-fallback"
  key_vault_id    = azurerm_key_vault.fallback.id
  value           = azuread_application_password.shop.value
  expiration_date = "2027-06-30T00:00:00Z"
}
