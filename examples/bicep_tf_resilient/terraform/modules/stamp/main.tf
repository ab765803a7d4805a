locals {
  holders = merge(
    { for workload, identity in azurerm_user_assigned_identity.own : workload => identity.principal_id },
    { for workload, fallback in var.fallback : "${workload}-fallback" => fallback.object_id },
  )
}

resource "azurerm_user_assigned_identity" "own" {
  for_each = var.fallback

  name                = "id-${var.name}-${each.key}-${var.location}"
  resource_group_name = var.resource_group_name
  location            = var.location
  isolation_scope     = "Regional"
  tags                = var.tags
}

resource "azurerm_storage_account" "scans" {
  name                      = "st${replace(var.name, "-", "")}${var.location}"
  resource_group_name       = var.resource_group_name
  location                  = var.location
  account_tier              = "Standard"
  account_replication_type  = "GZRS"
  shared_access_key_enabled = false
  tags                      = var.tags
}

# Identity and fallback of a workload may do the same, or the fallback would get a token and be refused.
resource "azurerm_role_assignment" "scans" {
  for_each = local.holders

  scope                = azurerm_storage_account.scans.id
  role_definition_name = "Storage Queue Data Contributor"
  principal_id         = each.value
  principal_type       = "ServicePrincipal"
}
