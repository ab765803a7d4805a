provider "azurerm" {
  features {}
}

variable "kind" {
  type = string
}

# Nothing here says which kind it is.
resource "azurerm_application_insights_web_test" "front_page" {
  name                    = "front-page"
  location                = "westeurope"
  resource_group_name     = "rg-orders"
  application_insights_id = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Insights/components/ai-orders"
  kind                    = var.kind
  geo_locations           = ["emea-nl-ams-azr"]
  configuration           = "<WebTest/>"
}
