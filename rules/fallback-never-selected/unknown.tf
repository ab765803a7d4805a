provider "azurerm" {
  features {}
}

variable "client_secret" {
  type      = string
  sensitive = true
}

variable "more_settings" {
  type = map(string)
}

# Whether client and tenant id are among them cannot be seen.
resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = merge(var.more_settings, { AZURE_CLIENT_SECRET = var.client_secret })

  site_config {}
}
