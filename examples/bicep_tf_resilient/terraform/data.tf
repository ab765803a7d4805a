resource "azurerm_mssql_server" "parcel" {
  for_each = var.regions

  name                = "sql-${local.name}-${each.key}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = each.key
  version             = "12.0"
  tags                = merge(local.tags, { criticality = var.criticality })

  azuread_administrator {
    login_username              = "parcel-platform"
    object_id                   = var.platform_group_id
    tenant_id                   = var.tenant_id
    azuread_authentication_only = true
  }
}

resource "azurerm_mssql_database" "tracking" {
  name                 = "tracking"
  server_id            = azurerm_mssql_server.parcel[local.primary].id
  sku_name             = var.database_sku
  zone_redundant       = true
  storage_account_type = "GeoZone"
  tags                 = merge(local.tags, { criticality = var.criticality })
}

# Workloads use its listener's name, which follows the database when it moves.
resource "azurerm_mssql_failover_group" "parcel" {
  name      = "fog-${local.name}"
  server_id = azurerm_mssql_server.parcel[local.primary].id
  databases = [azurerm_mssql_database.tracking.id]

  partner_server {
    id = azurerm_mssql_server.parcel[local.standby].id
  }

  read_write_endpoint_failover_policy {
    mode          = "Automatic"
    grace_minutes = 60
  }
}
