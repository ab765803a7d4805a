locals {
  name          = "parcel-${var.environment}"
  tags          = { system = "parcel", environment = var.environment, owner = "tracking-team" }
  critical_tags = merge(local.tags, { criticality = var.criticality })

  roles = {
    deploy   = { role = "Contributor", scope = azurerm_resource_group.parcel.id }
    grant    = { role = "Role Based Access Control Administrator", scope = azurerm_resource_group.parcel.id }
    registry = { role = "AcrPull", scope = azurerm_container_registry.parcel.id }
    secrets  = { role = "Key Vault Secrets Officer", scope = azurerm_key_vault.parcel.id }
    blobs    = { role = "Storage Blob Data Owner", scope = azurerm_storage_account.parcel.id }
    queues   = { role = "Storage Queue Data Contributor", scope = azurerm_storage_account.parcel.id }
    kubelet  = { role = "Managed Identity Operator", scope = azurerm_user_assigned_identity.parcel.id }
  }
}

resource "azurerm_resource_group" "parcel" {
  name     = "rg-${local.name}"
  location = var.location
  tags     = local.tags
}

resource "azurerm_user_assigned_identity" "parcel" {
  name                = "id-${local.name}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "parcel" {
  for_each = local.roles

  scope                = each.value.scope
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.parcel.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_federated_identity_credential" "github" {
  name                      = "github-${var.environment}"
  user_assigned_identity_id = azurerm_user_assigned_identity.parcel.id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = "repo:fernway/parcel:environment:${var.environment}"
}
