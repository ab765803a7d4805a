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
}

resource "azurerm_mssql_database" "orders" {
  name      = "orders"
  server_id = azurerm_mssql_server.orders.id
  sku_name  = "GP_Gen5_2"

  zone_redundant = true

  tags = {
    criticality = "mission-critical"
  }
}
