provider "azurerm" {
  features {}
}

resource "azurerm_application_insights" "shop" {
  name                         = "appi-shop"
  resource_group_name          = "rg-shop"
  location                     = "westeurope"
  application_type             = "web"
  local_authentication_enabled = false # expect: telemetry-entra-only

  tags = { criticality = "high" }
}

# Before version 4.36 of the provider the switch has the opposite sense.
resource "azurerm_application_insights" "till" {
  name                          = "appi-till"
  resource_group_name           = "rg-shop"
  location                      = "westeurope"
  application_type              = "web"
  local_authentication_disabled = true # expect: telemetry-entra-only

  tags = { criticality = "mission-critical" }
}
