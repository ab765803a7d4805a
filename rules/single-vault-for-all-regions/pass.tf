provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "weu" {
  name                       = "kv-orders-weu"
  resource_group_name        = "rg-orders"
  location                   = "westeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}

resource "azurerm_key_vault" "neu" {
  name                       = "kv-orders-neu"
  resource_group_name        = "rg-orders"
  location                   = "northeurope"
  tenant_id                  = "00000000-0000-0000-0000-000000000000"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}

resource "azurerm_linux_web_app" "weu" {
  name                = "app-orders-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    MAIL_API_KEY = "@Microsoft.KeyVault(SecretUri=https://kv-orders-weu.vault.azure.net/secrets/mail)"
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_linux_web_app" "neu" {
  name                = "app-orders-neu"
  resource_group_name = "rg-orders"
  location            = "northeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  app_settings = {
    MAIL_API_KEY = "@Microsoft.KeyVault(SecretUri=https://kv-orders-neu.vault.azure.net/secrets/mail)"
  }

  site_config {}

  identity {
    type = "SystemAssigned"
  }
}
