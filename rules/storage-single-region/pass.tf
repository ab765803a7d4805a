provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "orders" {
  name                     = "stordersprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "RAGZRS"

  tags = { criticality = "mission-critical" }
}

# Premium accounts are offered with local and zone redundancy only.
resource "azurerm_storage_account" "shares" {
  name                     = "stsharesprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_kind             = "FileStorage"
  account_tier             = "Premium"
  account_replication_type = "ZRS"

  tags = { criticality = "high" }
}

# Italy North has no paired region, so zones are the most there is.
resource "azurerm_storage_account" "archive" {
  name                     = "starchiveprod"
  resource_group_name      = "rg-orders"
  location                 = "italynorth"
  account_tier             = "Standard"
  account_replication_type = "ZRS"

  tags = { criticality = "high" }
}

# This account is declared not to matter.
resource "azurerm_storage_account" "scratch" {
  name                     = "stscratchprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"

  tags = { criticality = "low" }
}

# Diagnostic logs only: nothing that a failover needs.
resource "azurerm_storage_account" "logs" {
  name                     = "stlogsprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"

  tags = { criticality = "high" }
}

resource "azurerm_key_vault" "orders" {
  name                = "kv-orders-prod"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  sku_name            = "standard"
}

resource "azurerm_monitor_diagnostic_setting" "orders" {
  name               = "to-storage"
  target_resource_id = azurerm_key_vault.orders.id
  storage_account_id = azurerm_storage_account.logs.id

  enabled_log {
    category = "AuditEvent"
  }
}

# Flow logs and the files of deployment scripts only.
resource "azurerm_storage_account" "scripts" {
  name                     = "stscriptsprod"
  resource_group_name      = "rg-orders"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"

  tags = { criticality = "high" }
}

resource "azurerm_resource_deployment_script_azure_cli" "seed" {
  name                = "seed"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  version             = "2.63.0"
  retention_interval  = "P1D"
  script_content      = "echo done"

  storage_account {
    name = azurerm_storage_account.scripts.name
    key  = azurerm_storage_account.scripts.primary_access_key
  }
}

resource "azurerm_network_watcher_flow_log" "orders" {
  name                 = "flows"
  network_watcher_name = "nw"
  resource_group_name  = "rg-orders"
  storage_account_id   = azurerm_storage_account.scripts.id
  enabled              = true
}
