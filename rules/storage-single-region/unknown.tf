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

variable "boot_account" {
  type = string
}

# Where these boot diagnostics go is unknown, which says nothing about any account.
resource "azurerm_virtual_machine" "legacy" {
  name                  = "vm-orders-prod"
  resource_group_name   = "rg-orders"
  location              = "westeurope"
  vm_size               = "Standard_D2s_v5"
  network_interface_ids = []

  boot_diagnostics {
    enabled     = true
    storage_uri = var.boot_account
  }
}
