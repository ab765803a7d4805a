provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "main" {
  name                       = "kv-orders-main"
  resource_group_name        = "rg-orders"
  location                   = "westus3" # expect: vault-in-unreplicated-region
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true

  tags = {
    criticality = "mission-critical"
  }
}

variable "mail_key" {
  type      = string
  sensitive = true
}

resource "azurerm_key_vault_secret" "mail" {
  name         = "mail"
  value        = var.mail_key
  key_vault_id = azurerm_key_vault.main.id
}
