provider "azurerm" {
  features {}
}

variable "replication" {
  type = string
}

# Nothing here says what is passed.
resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = var.replication

  tags = { criticality = "mission-critical" }
}
