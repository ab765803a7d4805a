module "app" {
  source = "../app"
}

resource "azurerm_storage_account" "data" {
  name                     = "stdata"
  location = var.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_account" "logs" { # idlint: ignore[storage-single-region] logs can be lost
  name = "stlogs"
}




















resource "azurerm_mssql_server" "main" {
  administrator_login          = "sa"
  administrator_login_password = "hunter2hunter2"
}
