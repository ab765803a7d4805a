provider "azurerm" {
  features {}
}

resource "azurerm_application_insights_standard_web_test" "dependencies" {
  name                    = "dependencies"
  location                = "westeurope"
  resource_group_name     = "rg-orders"
  application_insights_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Insights/components/ai-orders"
  geo_locations           = ["emea-nl-ams-azr", "emea-gb-db3-azr", "us-va-ash-azr"]
  enabled                 = true

  request {
    url = "https://orders.example.com/health/dependencies"
  }
}
