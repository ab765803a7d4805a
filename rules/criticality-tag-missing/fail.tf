provider "azurerm" {
  features {}
}

resource "azurerm_service_plan" "shop" {
  name                = "plan-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3
}

resource "azurerm_linux_function_app" "orders" {
  name                          = "func-orders"
  resource_group_name           = "rg-shop"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.shop.id
  storage_account_name          = "stshopfunctions"
  storage_uses_managed_identity = true

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = { criticality = "standard" }
}

resource "azurerm_linux_function_app" "reports" {
  name                          = "func-reports"
  resource_group_name           = "rg-shop"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.shop.id
  storage_account_name          = "stshopfunctions"
  storage_uses_managed_identity = true

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = { team = "finance" } # expect: criticality-tag-missing
}
