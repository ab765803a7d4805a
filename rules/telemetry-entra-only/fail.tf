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

# Older versions of the provider spell the switch the other way round.
resource "azurerm_application_insights" "till" {
  name                          = "appi-till"
  resource_group_name           = "rg-shop"
  location                      = "westeurope"
  application_type              = "web"
  local_authentication_disabled = true # expect: telemetry-entra-only

  tags = { criticality = "mission-critical" }
}
