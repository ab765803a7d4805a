# Runs beside the finance team's warehouse, which is in another region.
module "reporting" {
  source = "./modules/reporting"

  name                = "func-${local.name}-reporting"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = var.reporting_location
  storage_account     = azurerm_storage_account.parcel.name
  sql_server          = azurerm_mssql_server.parcel.fully_qualified_domain_name
  identity            = { id = azurerm_user_assigned_identity.parcel.id, client_id = azurerm_user_assigned_identity.parcel.client_id }
  tags                = merge(local.tags, { criticality = "standard" })
}
