provider "azurerm" {
  features {}
}

resource "azurerm_mssql_server" "orders" { # expect: sql-tde-single-vault
  name                = "sql-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  version             = "12.0"

  azuread_administrator {
    login_username = "sql-admins"
    object_id      = "11111111-1111-1111-1111-111111111111"
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_mssql_server_transparent_data_encryption" "orders" {
  server_id        = azurerm_mssql_server.orders.id
  key_vault_key_id = "https://kv-orders-weu.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef"
}
