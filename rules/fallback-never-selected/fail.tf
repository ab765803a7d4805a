provider "azurerm" {
  features {}
}

variable "client_secret" {
  type      = string
  sensitive = true
}

# The SDK is told to use the managed identity and nothing else.
resource "azurerm_container_app" "api" {
  name                         = "ca-orders"
  resource_group_name          = "rg-orders"
  container_app_environment_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.App/managedEnvironments/cae"
  revision_mode                = "Single"

  identity {
    type = "SystemAssigned"
  }

  secret {
    name  = "fallback"
    value = var.client_secret
  }

  template {
    min_replicas = 2

    container { # expect: fallback-never-selected
      name   = "api"
      image  = "mcr.microsoft.com/orders/api:1"
      cpu    = 0.5
      memory = "1Gi"

      env {
        name  = "AZURE_TOKEN_CREDENTIALS"
        value = "ManagedIdentityCredential"
      }
      env {
        name  = "AZURE_TENANT_ID"
        value = "00000000-0000-0000-0000-000000000000"
      }
      env {
        name  = "AZURE_CLIENT_ID"
        value = "11111111-1111-1111-1111-111111111111"
      }
      env {
        name        = "AZURE_CLIENT_SECRET"
        secret_name = "fallback"
      }
    }
  }
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = { # expect: fallback-never-selected
    AZURE_CLIENT_ID     = "11111111-1111-1111-1111-111111111111"
    AZURE_CLIENT_SECRET = var.client_secret
  }

  site_config {}
}
