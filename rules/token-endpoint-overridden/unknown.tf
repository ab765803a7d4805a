provider "azurerm" {
  features {}
}

variable "authority" {
  type = string
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_AUTHORITY_HOST = var.authority
  }

  site_config {}
}
