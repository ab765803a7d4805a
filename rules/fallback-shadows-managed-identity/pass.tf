provider "azurerm" {
  features {}
}

variable "client_secret" {
  type      = string
  sensitive = true
}

# Names that the SDK does not read: only the failover code takes this way.
resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_TOKEN_CREDENTIALS = "ManagedIdentityCredential"
    FALLBACK_TENANT_ID      = "00000000-0000-0000-0000-000000000000"
    FALLBACK_CLIENT_ID      = "11111111-1111-1111-1111-111111111111"
    FALLBACK_CLIENT_SECRET  = var.client_secret
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}
