provider "azurerm" {
  features {}
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_AUTHORITY_HOST = "https://login.microsoftonline.com/"

    # What the application accepts as issuer of its callers' tokens is another matter.
    JWT_ISSUER = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/"
  }

  site_config {}
}
