provider "azurerm" {
  features {}
}

resource "azurerm_application_insights" "shop" {
  name                         = "appi-shop"
  resource_group_name          = "rg-shop"
  location                     = "westeurope"
  application_type             = "web"
  local_authentication_enabled = false

  tags = { criticality = "high" }
}

resource "azurerm_application_insights_standard_web_test" "shop" {
  name                    = "shop-health"
  resource_group_name     = "rg-shop"
  location                = "westeurope"
  application_insights_id = azurerm_application_insights.shop.id
  enabled                 = true
  geo_locations           = ["emea-nl-ams-azr", "emea-gb-db3-azr", "emea-se-sto-edge", "us-va-ash-azr", "apac-sg-sin-azr"]

  request {
    url = "https://shop.example.com/health"
  }
}

# Telemetry of this one arrives with its key, whatever happens to tokens.
resource "azurerm_application_insights" "till" {
  name                = "appi-till"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  application_type    = "web"

  tags = { criticality = "mission-critical" }
}
