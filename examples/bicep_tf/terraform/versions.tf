terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.65"
    }
    azuredevops = {
      source  = "microsoft/azuredevops"
      version = "~> 1.10"
    }
  }

  # The account and the key come from env/<environment>/backend.tfbackend.
  backend "azurerm" {
    container_name   = "tfstate"
    use_azuread_auth = true
  }
}

provider "azurerm" {
  subscription_id     = var.subscription_id
  storage_use_azuread = true
  features {}
}

provider "azuredevops" {
  org_service_url = "https://dev.azure.com/fernway"
}
