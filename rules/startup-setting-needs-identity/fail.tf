provider "azurerm" {
  features {}
}

resource "azurerm_linux_function_app" "orders" {
  name                = "func-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = azurerm_service_plan.orders.id

  storage_account_name          = "stordershost" # expect: startup-setting-needs-identity
  storage_uses_managed_identity = true

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_service_plan" "orders" {
  name                = "plan-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "Y1"
}
