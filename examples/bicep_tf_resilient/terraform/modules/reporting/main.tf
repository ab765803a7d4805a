variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "database" { type = string }
variable "tags" { type = map(string) }

resource "azurerm_user_assigned_identity" "reporting" {
  name                = "id-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  isolation_scope     = "Regional"
  tags                = var.tags
}

resource "azurerm_storage_account" "reporting" {
  name                      = "st${replace(var.name, "-", "")}"
  resource_group_name       = var.resource_group_name
  location                  = var.location
  account_tier              = "Standard"
  account_replication_type  = "GRS"
  shared_access_key_enabled = false
  tags                      = var.tags
}

resource "azurerm_role_assignment" "reporting" {
  scope                = azurerm_storage_account.reporting.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = azurerm_user_assigned_identity.reporting.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_service_plan" "reporting" {
  name                = "plan-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  os_type             = "Linux"
  sku_name            = "B1"
  tags                = var.tags
}

resource "azurerm_linux_function_app" "reporting" {
  name                          = "func-${var.name}"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  service_plan_id               = azurerm_service_plan.reporting.id
  storage_account_name          = azurerm_storage_account.reporting.name
  storage_uses_managed_identity = true
  tags                          = var.tags

  app_settings = {
    AZURE_CLIENT_ID               = azurerm_user_assigned_identity.reporting.client_id
    AzureWebJobsStorage__clientId = azurerm_user_assigned_identity.reporting.client_id
    TRACKING_DATABASE             = "${var.database};authentication=ActiveDirectoryManagedIdentity;msiClientId=${azurerm_user_assigned_identity.reporting.client_id}"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reporting.id]
  }
}
