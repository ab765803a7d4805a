# OpenTofu accepts variables here.
variable "on_agent" {
  type = bool
}

terraform {
  backend "azurerm" {
    storage_account_name = "ststate"
    container_name       = "tfstate"
    key                  = "shop.tfstate"
    use_msi              = var.on_agent
  }
}
