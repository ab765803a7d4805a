provider "azurerm" {
  features {}
}

# The pipeline sets it from its secret store.
variable "fallback_secret" {
  type      = string
  sensitive = true
}

resource "azurerm_service_plan" "shop" {
  name                = "plan-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3
}

resource "azurerm_linux_web_app" "shop" {
  name                = "app-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = azurerm_service_plan.shop.id

  site_config {}

  app_settings = {
    AZURE_CLIENT_ID     = "00000000-0000-0000-0000-000000000001"
    AZURE_TENANT_ID     = "00000000-0000-0000-0000-000000000002"
    AZURE_CLIENT_SECRET = var.fallback_secret
  }
}
