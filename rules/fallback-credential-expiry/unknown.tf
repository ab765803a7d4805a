provider "azurerm" {
  features {}
}

resource "azuread_application" "fallback" {
  display_name = "orders-fallback"
}

# Another date at every plan.
resource "azuread_application_password" "fallback" {
  application_id = azuread_application.fallback.id
  end_date       = timeadd(timestamp(), "720h")
}
