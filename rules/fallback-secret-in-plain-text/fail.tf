provider "azurerm" {
  features {}

  client_id     = "00000000-0000-0000-0000-000000000001"
  tenant_id     = "00000000-0000-0000-0000-000000000002"
  client_secret = "Zr8Q~tHisIsN0tARefer3nce" # expect: fallback-secret-in-plain-text
}

terraform {
  backend "azurerm" {
    storage_account_name = "ststate"
    container_name       = "tfstate"
    key                  = "shop.tfstate"
    access_key           = "bm90IGEgcmVhbCBrZXkgYnV0IGFzIGxvbmcgYXMgb25l" # expect: fallback-secret-in-plain-text
  }
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
    AZURE_CLIENT_SECRET = "Zr8Q~tHisIsN0tARefer3nce" # expect: fallback-secret-in-plain-text
  }
}
