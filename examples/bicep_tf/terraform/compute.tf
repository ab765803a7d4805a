resource "azurerm_container_registry" "parcel" {
  name                = "crparcel${var.environment}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  sku                 = "Standard"
  tags                = local.tags
}

module "api" {
  source = "./modules/api"

  name                = "app-${local.name}-tracking"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  api                 = var.api
  registry            = azurerm_container_registry.parcel.login_server
  identity            = { id = azurerm_user_assigned_identity.parcel.id, client_id = azurerm_user_assigned_identity.parcel.client_id }
  tags                = local.critical_tags

  settings = {
    TRACKING_DATABASE      = "Server=tcp:${azurerm_mssql_server.parcel.fully_qualified_domain_name},1433;Database=tracking;Authentication=Active Directory Managed Identity;User Id=${azurerm_user_assigned_identity.parcel.client_id}"
    TRACKING_SCAN_QUEUE    = "${azurerm_storage_account.parcel.primary_queue_endpoint}scan-events"
    FALLBACK_TENANT_ID     = var.tenant_id
    FALLBACK_CLIENT_ID     = var.fallback_client_id
    FALLBACK_CLIENT_SECRET = "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault_secret.fallback.versionless_id})"
  }
}

module "fleet" {
  source   = "./modules/fleet"
  for_each = var.fleets

  name                = "vmss-${local.name}-${each.key}"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = azurerm_resource_group.parcel.location
  fleet               = each.value
  subnet_id           = var.subnets.fleet
  ssh_public_key      = var.ssh_public_key
  registry            = azurerm_container_registry.parcel.login_server
  identity            = { id = azurerm_user_assigned_identity.parcel.id, client_id = azurerm_user_assigned_identity.parcel.client_id }
  tags                = local.critical_tags
}

resource "azurerm_kubernetes_cluster" "parcel" {
  name                   = "aks-${local.name}"
  resource_group_name    = azurerm_resource_group.parcel.name
  location               = azurerm_resource_group.parcel.location
  dns_prefix             = local.name
  local_account_disabled = true
  tags                   = local.critical_tags
  depends_on             = [azurerm_role_assignment.parcel]

  default_node_pool {
    name                 = "system"
    vm_size              = var.cluster.vm_size
    auto_scaling_enabled = true
    min_count            = var.cluster.min_count
    max_count            = var.cluster.max_count
    vnet_subnet_id       = var.subnets.cluster
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.parcel.id]
  }

  kubelet_identity {
    client_id                 = azurerm_user_assigned_identity.parcel.client_id
    object_id                 = azurerm_user_assigned_identity.parcel.principal_id
    user_assigned_identity_id = azurerm_user_assigned_identity.parcel.id
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    admin_group_object_ids = [var.platform_group_id]
  }
}
