provider "azurerm" {
  features {}
}

variable "probes" {
  type = bool
}

resource "azurerm_service_plan" "shop" {
  name                = "plan-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
  worker_count        = 3
}

resource "azurerm_linux_web_app" "shop" {
  name                = "app-shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = azurerm_service_plan.shop.id

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

resource "azurerm_application_insights_standard_web_test" "shop" {
  name                    = "shop-dependencies"
  resource_group_name     = "rg-shop"
  location                = "westeurope"
  application_insights_id = azurerm_application_insights.shop.id
  enabled                 = var.probes
  geo_locations           = ["emea-nl-ams-azr", "emea-gb-db3-azr", "emea-se-sto-edge", "us-va-ash-azr", "apac-sg-sin-azr"]

  request {
    url = "https://shop.example.com/health/dependencies"
  }
}
