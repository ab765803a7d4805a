resource "azurerm_storage_account" "parcel" {
  name                      = "stparcel${var.environment}"
  resource_group_name       = azurerm_resource_group.parcel.name
  location                  = azurerm_resource_group.parcel.location
  account_tier              = "Standard"
  account_replication_type  = "LRS"
  shared_access_key_enabled = false
  tags                      = local.critical_tags
}

resource "azurerm_mssql_server" "parcel" {
  name                = "sql-${local.name}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  version             = "12.0"
  tags                = local.critical_tags

  azuread_administrator {
    login_username              = azurerm_user_assigned_identity.parcel.name
    object_id                   = azurerm_user_assigned_identity.parcel.principal_id
    tenant_id                   = var.tenant_id
    azuread_authentication_only = true
  }
}

resource "azurerm_mssql_database" "tracking" {
  name                 = "tracking"
  server_id            = azurerm_mssql_server.parcel.id
  sku_name             = var.database_sku
  storage_account_type = "Local"
  tags                 = local.critical_tags
}

resource "azurerm_key_vault" "parcel" {
  name                       = "kv-${local.name}"
  resource_group_name        = azurerm_resource_group.parcel.name
  location                   = azurerm_resource_group.parcel.location
  tenant_id                  = var.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  tags                       = local.critical_tags
}

# Secret of the service principal that the API tries when the managed identity gives it no token.
resource "azurerm_key_vault_secret" "fallback" {
  name             = "tracking-fallback"
  key_vault_id     = azurerm_key_vault.parcel.id
  value_wo         = var.fallback_client_secret
  value_wo_version = 1
  expiration_date  = "2026-08-31T00:00:00Z"
  depends_on       = [azurerm_role_assignment.parcel]
}
