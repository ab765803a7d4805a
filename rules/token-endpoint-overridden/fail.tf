provider "azurerm" {
  features {}
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = { # expect: token-endpoint-overridden
    MSAL_FORCE_REGION    = "westeurope"
    AZURE_AUTHORITY_HOST = "https://login.windows.net/"
  }

  site_config {}
}
