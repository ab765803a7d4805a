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

# Nobody outside can ask.
resource "azurerm_linux_web_app" "shop" {
  name                = "app-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = azurerm_service_plan.shop.id

  public_network_access_enabled = false

  site_config {}

  identity {
    type = "SystemAssigned"
  }

  tags = { criticality = "high" }
}

resource "azurerm_application_insights" "shop" {
  name                = "appi-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  application_type    = "web"
}
