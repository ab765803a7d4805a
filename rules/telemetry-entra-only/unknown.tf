provider "azurerm" {
  features {}
}

variable "keys_accepted" {
  type = bool
}

resource "azurerm_application_insights" "shop" {
  name                         = "appi-shop"
  resource_group_name          = "rg-shop"
  location                     = "westeurope"
  application_type             = "web"
  local_authentication_enabled = var.keys_accepted

  tags = { criticality = "high" }
}
