provider "azurerm" {
  features {}
}

variable "geo" {
  type = bool
}

resource "azurerm_postgresql_flexible_server" "orders" {
  name                = "psql-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  version             = "16"
  sku_name            = "GP_Standard_D2ds_v5"
  storage_mb          = 65536
  geo_redundant_backup_enabled = var.geo

  tags = {
    criticality = "mission-critical"
  }
}
