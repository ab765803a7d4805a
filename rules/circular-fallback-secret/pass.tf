provider "azurerm" {
  features {}
}

variable "fallback_certificate" {
  type      = string
  sensitive = true
}

# The second credential is there before the outage begins.
resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    FALLBACK_TENANT_ID          = "00000000-0000-0000-0000-000000000000"
    FALLBACK_CLIENT_ID          = "11111111-1111-1111-1111-111111111111"
    FALLBACK_CLIENT_CERTIFICATE = var.fallback_certificate

    # A third party's key has nothing to do with signing in to Azure.
    MAIL_API_KEY = "@Microsoft.KeyVault(SecretUri=https://kv-orders.vault.azure.net/secrets/mail)"
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}
