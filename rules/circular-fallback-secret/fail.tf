provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "orders" {
  name                = "kv-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  sku_name            = "standard"
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    AZURE_TENANT_ID     = "00000000-0000-0000-0000-000000000000"
    AZURE_CLIENT_ID     = "11111111-1111-1111-1111-111111111111"
    AZURE_CLIENT_SECRET = "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault.orders.vault_uri}secrets/fallback)" # expect: circular-fallback-secret
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}

# The vault belongs to somebody else: it is the reference that needs the identity.
resource "azurerm_container_app" "jobs" {
  name                         = "ca-jobs"
  resource_group_name          = "rg-orders"
  container_app_environment_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.App/managedEnvironments/env"
  revision_mode                = "Single"

  identity {
    type = "SystemAssigned"
  }

  secret {
    name                = "fallback"
    identity            = "System"
    key_vault_secret_id = "https://kv-platform.vault.azure.net/secrets/fallback"
  }

  template {
    container { # expect: circular-fallback-secret
      name   = "jobs"
      image  = "mcr.microsoft.com/k8se/quickstart:latest"
      cpu    = 0.5
      memory = "1Gi"

      env {
        name        = "FALLBACK_CLIENT_SECRET"
        secret_name = "fallback"
      }
    }
  }
}
