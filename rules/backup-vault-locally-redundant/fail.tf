provider "azurerm" {
  features {}
}

resource "azurerm_recovery_services_vault" "orders" {
  name                = "rsv-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard"
  storage_mode_type   = "LocallyRedundant" # expect: backup-vault-locally-redundant
}
