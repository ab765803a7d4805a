provider "azurerm" {
  features {}
}

variable "key_of_the_platform" {
  type = string
}

resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GZRS"

  customer_managed_key {
    key_vault_key_id          = var.key_of_the_platform
    user_assigned_identity_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-cmk"
  }

  tags = {
    criticality = "mission-critical"
  }
}
