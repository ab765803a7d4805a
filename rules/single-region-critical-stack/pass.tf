provider "azurerm" {
  features {}
}

resource "azurerm_linux_web_app" "weu" {
  name                = "app-orders-weu"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_linux_web_app" "neu" {
  name                = "app-orders-neu"
  resource_group_name = "rg-orders"
  location            = "northeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  tags = {
    criticality = "mission-critical"
  }
}
