provider "azurerm" {
  features {}
}

variable "principal" {
  type = string
}

resource "azuread_group" "writers" {
  display_name     = "orders-writers"
  security_enabled = true
}

resource "azuread_group_member" "shop" {
  group_object_id  = azuread_group.writers.object_id
  member_object_id = var.principal
}

resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GZRS"
}

resource "azurerm_role_assignment" "writers" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azuread_group.writers.object_id
}
