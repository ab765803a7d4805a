provider "azurerm" {
  features {}
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

variable "end_date" {
  type = string
}

resource "azuread_application_password" "fallback" {
  application_id = azuread_application.fallback.id
  end_date       = var.end_date
}
