locals {
  name    = "parcel-${var.environment}"
  primary = "eastus"
  standby = "centralus"
  tags    = { system = "parcel", environment = var.environment, owner = "tracking-team" }
}

resource "azurerm_resource_group" "parcel" {
  name     = "rg-${local.name}"
  location = local.primary
  tags     = local.tags
}

# One stamp a region: its own identities, its own queue, enough instances for everybody.
module "stamp" {
  source   = "./modules/stamp"
  for_each = var.regions

  name                = local.name
  resource_group_name = azurerm_resource_group.parcel.name
  location            = each.key
  tags                = merge(local.tags, { criticality = var.criticality })
  tenant_id           = var.tenant_id
  database            = "jdbc:sqlserver://${azurerm_mssql_failover_group.parcel.name}.database.windows.net;database=tracking"
  api_sku             = var.api_sku
  sizes               = each.value
  ssh_public_key      = var.ssh_public_key
  fallback_vault_id   = var.fallback_vault_id

  fallback = {
    for workload in ["api", "workers"] : workload => {
      client_id    = azuread_application.fallback[workload].client_id
      object_id    = azuread_service_principal.fallback[workload].object_id
      vault_secret = var.fallback[workload].vault_secret
    }
  }
}

# Clients reach whichever region answers; neither is told of by the other.
resource "azurerm_traffic_manager_profile" "tracking" {
  name                   = "tm-${local.name}"
  resource_group_name    = azurerm_resource_group.parcel.name
  traffic_routing_method = "Performance"
  tags                   = local.tags

  dns_config {
    relative_name = "fernway-${local.name}"
    ttl           = 30
  }

  monitor_config {
    protocol = "HTTPS"
    port     = 443
    path     = "/health"
  }
}

resource "azurerm_traffic_manager_azure_endpoint" "tracking" {
  for_each = var.regions

  name               = each.key
  profile_id         = azurerm_traffic_manager_profile.tracking.id
  target_resource_id = module.stamp[each.key].api_id
}

# Reports may wait: one region, one identity of its own, no fallback.
module "reporting" {
  source = "./modules/reporting"

  name                = "${local.name}-reporting"
  resource_group_name = azurerm_resource_group.parcel.name
  location            = var.reporting_region
  database            = "jdbc:sqlserver://${azurerm_mssql_failover_group.parcel.name}.secondary.database.windows.net;database=tracking"
  tags                = merge(local.tags, { workload = "reporting", criticality = "standard" })
}
