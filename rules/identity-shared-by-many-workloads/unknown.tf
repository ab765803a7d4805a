provider "azurerm" {
  features {}
}

variable "with_search" {
  type = bool
}

resource "azurerm_storage_account" "shop" {
  name                     = "stshop"
  resource_group_name      = "rg-shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "GZRS"
}

resource "azurerm_user_assigned_identity" "shared" {
  name                = "id-shared"
  resource_group_name = "rg-shop"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "shared" {
  scope                = azurerm_storage_account.shop.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.shared.principal_id
}

resource "azurerm_linux_web_app" "orders" {
  name                = "app-orders"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.shared.id]
  }
}

resource "azurerm_linux_web_app" "billing" {
  name                = "app-billing"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.shared.id]
  }
}

resource "azurerm_linux_web_app" "search" {
  count               = var.with_search ? 1 : 0
  name                = "app-search"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Web/serverFarms/plan"

  site_config {}

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.shared.id]
  }
}
