provider "azurerm" {
  features {}
}

# The service keeps its own keys: nothing but the account has to work.
resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GZRS"

  tags = {
    criticality = "mission-critical"
  }
}
