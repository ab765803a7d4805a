variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "storage_account" { type = string }
variable "sql_server" { type = string }
variable "identity" { type = object({ id = string, client_id = string }) }
variable "tags" { type = map(string) }

resource "azurerm_service_plan" "reporting" {
  name                = "plan-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  os_type             = "Linux"
  sku_name            = "B1"
  tags                = var.tags
}

resource "azurerm_linux_function_app" "reporting" {
  name                          = var.name
  resource_group_name           = var.resource_group_name
  location                      = var.location
  service_plan_id               = azurerm_service_plan.reporting.id
  storage_account_name          = var.storage_account
  storage_uses_managed_identity = true
  tags                          = var.tags

  app_settings = {
    AZURE_CLIENT_ID               = var.identity.client_id
    AzureWebJobsStorage__clientId = var.identity.client_id
    TRACKING_DATABASE             = "Server=tcp:${var.sql_server},1433;Database=tracking;Authentication=ActiveDirectoryMsi;UID=${var.identity.client_id}"
  }

  site_config {
    application_stack {
      python_version = "3.12"
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }
}
