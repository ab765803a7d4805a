provider "azuread" {
}

resource "azuread_user" "first" { # expect: break-glass-unmonitored
  user_principal_name = "breakglass1@example.onmicrosoft.com"
  display_name        = "Break glass 1"
}
