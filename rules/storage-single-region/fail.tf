terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}

provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "West Europe"
  account_tier             = "Standard"
  account_replication_type = "LRS" # expect: storage-single-region

  tags = { criticality = "mission-critical" }
}

# Zones do not help when the whole region is lost.
resource "azurerm_storage_account" "invoices" {
  name                     = "stinvoicesprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS" # expect: storage-single-region

  tags = { criticality = "high" }
}
