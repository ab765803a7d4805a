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

# Boot diagnostics go here, and so do orders.
resource "azurerm_storage_account" "shared" {
  name                     = "stsharedprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS" # expect: storage-single-region

  tags = { criticality = "high" }
}

resource "azurerm_storage_container" "orders" {
  name               = "orders"
  storage_account_id = azurerm_storage_account.shared.id
}

resource "azurerm_network_watcher_flow_log" "orders" {
  name                 = "flows"
  network_watcher_name = "nw"
  resource_group_name  = "rg-orders"
  storage_account_id   = azurerm_storage_account.shared.id
  enabled              = true
}
