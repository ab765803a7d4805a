resource "azurerm_service_plan" "api" {
  name                = "plan-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  os_type             = "Linux"
  sku_name            = var.api.sku
  worker_count        = var.api.workers
  tags                = var.tags
}

resource "azurerm_linux_web_app" "api" {
  name                            = var.name
  resource_group_name             = var.resource_group_name
  location                        = var.location
  service_plan_id                 = azurerm_service_plan.api.id
  https_only                      = true
  key_vault_reference_identity_id = var.identity.id
  app_settings                    = merge(var.settings, { AZURE_CLIENT_ID = var.identity.client_id })
  tags                            = var.tags

  site_config {
    container_registry_use_managed_identity       = true
    container_registry_managed_identity_client_id = var.identity.client_id

    application_stack {
      docker_registry_url = "https://${var.registry}"
      docker_image_name   = var.api.image
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }
}
