provider "azurerm" {
  features {}
}

# Exported logs and audit records only.
resource "azurerm_storage_account" "records" {
  name                     = "strecordsprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"

  tags = { criticality = "high" }
}

resource "azurerm_log_analytics_workspace" "orders" {
  name                = "log-orders-prod"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

resource "azurerm_log_analytics_data_export_rule" "orders" {
  name                    = "archive"
  resource_group_name     = "rg-orders"
  workspace_resource_id   = azurerm_log_analytics_workspace.orders.id
  destination_resource_id = azurerm_storage_account.records.id
  table_names             = ["Heartbeat"]
  enabled                 = true
}

resource "azurerm_mssql_server" "orders" {
  name                = "sql-orders-prod"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  version             = "12.0"

  tags = { criticality = "low" }
}

resource "azurerm_mssql_server_extended_auditing_policy" "orders" {
  server_id        = azurerm_mssql_server.orders.id
  storage_endpoint = azurerm_storage_account.records.primary_blob_endpoint
}
