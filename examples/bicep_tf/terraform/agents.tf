resource "azuredevops_serviceendpoint_azurerm" "deploy" {
  project_id                             = var.devops.project_id
  service_endpoint_name                  = "azure-${local.name}"
  service_endpoint_authentication_scheme = "ManagedServiceIdentity"
  azurerm_spn_tenantid                   = var.tenant_id
  azurerm_subscription_id                = var.subscription_id
  azurerm_subscription_name              = local.name
}

resource "azuredevops_elastic_pool" "agents" {
  name                   = "${local.name}-agents"
  service_endpoint_id    = var.devops.pool_connection_id
  service_endpoint_scope = var.devops.project_id
  azure_resource_id      = module.fleet["agents"].id
  desired_idle           = 0
  max_capacity           = 4
  recycle_after_each_use = true
}
