provider "azurerm" {
  features {}
}

resource "azurerm_postgresql_flexible_server" "orders" { # expect: database-server-without-standby
  name                = "psql-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  version             = "16"
  sku_name            = "GP_Standard_D2ds_v5"
  storage_mb          = 65536

  tags = {
    criticality = "mission-critical"
  }
}
