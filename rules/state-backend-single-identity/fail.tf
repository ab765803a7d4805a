terraform {
  backend "azurerm" {
    storage_account_name = "ststate"
    container_name       = "tfstate"
    key                  = "shop.tfstate"
    use_azuread_auth     = true
    use_msi              = true # expect: state-backend-single-identity
  }
}
