locals {
  # Where App Service puts a loaded certificate in a Linux app.
  certificate = "/var/ssl/private/${azurerm_app_service_certificate.fallback.thumbprint}.p12"
}

resource "azurerm_service_plan" "api" {
  name                   = "plan-${var.name}-${var.location}"
  resource_group_name    = var.resource_group_name
  location               = var.location
  os_type                = "Linux"
  sku_name               = var.api_sku
  worker_count           = var.sizes.api_instances
  zone_balancing_enabled = true
  tags                   = var.tags
}

# App Service copies the certificate out of the vault with a principal of its own and keeps the copy.
resource "azurerm_app_service_certificate" "fallback" {
  name                = "${var.name}-fallback-${var.location}"
  resource_group_name = var.resource_group_name
  location            = var.location
  app_service_plan_id = azurerm_service_plan.api.id
  key_vault_id        = var.fallback_vault_id
  key_vault_secret_id = var.fallback["api"].vault_secret
  tags                = var.tags
}

resource "azurerm_linux_web_app" "api" {
  name                = "app-${var.name}-tracking-${var.location}"
  resource_group_name = var.resource_group_name
  location            = var.location
  service_plan_id     = azurerm_service_plan.api.id
  https_only          = true
  tags                = merge(var.tags, { workload = "tracking-api" })

  # The code asks the managed identity first and, when that fails, signs in with the certificate.
  app_settings = {
    SCAN_QUEUE        = "${azurerm_storage_account.scans.primary_queue_endpoint}scan-events"
    AZURE_CLIENT_ID   = azurerm_user_assigned_identity.own["api"].client_id
    TRACKING_DATABASE = "${var.database};authentication=ActiveDirectoryManagedIdentity;msiClientId=${azurerm_user_assigned_identity.own["api"].client_id}"

    WEBSITE_LOAD_CERTIFICATES        = azurerm_app_service_certificate.fallback.thumbprint
    FALLBACK_TENANT_ID               = var.tenant_id
    FALLBACK_CLIENT_ID               = var.fallback["api"].client_id
    FALLBACK_CLIENT_CERTIFICATE_PATH = local.certificate
    FALLBACK_DATABASE                = "${var.database};authentication=ActiveDirectoryServicePrincipalCertificate;user=${var.fallback["api"].client_id};clientCertificate=${local.certificate}"
  }

  site_config {
    always_on                         = true
    health_check_path                 = "/health"
    health_check_eviction_time_in_min = 10

    application_stack {
      java_server         = "JAVA"
      java_server_version = "21"
      java_version        = "21"
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.own["api"].id]
  }
}
