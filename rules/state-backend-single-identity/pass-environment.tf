# How to sign in is left to whoever runs Terraform.
terraform {
  backend "azurerm" {
    storage_account_name = "ststate"
    container_name       = "tfstate"
    key                  = "shop.tfstate"
    use_azuread_auth     = true
  }
}
