provider "azurerm" {
  features {}
}

resource "azurerm_application_insights_web_test" "sign_in" {
  name                    = "sign-in"
  location                = "westeurope"
  resource_group_name     = "rg-orders"
  application_insights_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Insights/components/ai-orders"
  kind                    = "multistep" # expect: retired-web-test
  geo_locations           = ["emea-nl-ams-azr"]
  enabled                 = true
  configuration           = "<WebTest/>"
}

resource "azurerm_application_insights_web_test" "front_page" {
  name                    = "front-page"
  location                = "westeurope"
  resource_group_name     = "rg-orders"
  application_insights_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Insights/components/ai-orders"
  kind                    = "ping" # expect: retired-web-test
  geo_locations           = ["emea-nl-ams-azr"]
  enabled                 = true
  configuration           = "<WebTest/>"
}
