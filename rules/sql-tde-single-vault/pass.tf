provider "azurerm" {
  features {}
}

resource "azurerm_mssql_server" "orders" {
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

# The same key material in the other region's vault.
resource "azapi_resource" "second_key" {
  type      = "Microsoft.Sql/servers/keys@2023-08-01-preview"
  name      = "kv-orders-neu_tde_0123456789abcdef0123456789abcdef"
  parent_id = azurerm_mssql_server.orders.id

  body = {
    properties = {
      serverKeyType = "AzureKeyVault"
      uri           = "https://kv-orders-neu.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef"
    }
  }
}
