provider "azurerm" {
  features {}
}

resource "azurerm_servicebus_namespace" "orders" {
  name                = "sb-orders"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_user_assigned_identity" "api" { # expect: secondary-identity-missing-roles
  for_each            = toset(["westeurope", "northeurope"])
  name                = "id-orders-${each.key}"
  resource_group_name = "rg-orders"
  location            = each.key
}

resource "azurerm_container_group" "api" {
  for_each            = toset(["westeurope", "northeurope"])
  name                = "ci-orders-${each.key}"
  resource_group_name = "rg-orders"
  location            = each.key
  os_type             = "Linux"

  container {
    name   = "api"
    image  = "mcr.microsoft.com/orders/api:1"
    cpu    = 1
    memory = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api[each.key].id]
  }
}

resource "azurerm_role_assignment" "bus" {
  scope                = azurerm_servicebus_namespace.orders.id
  role_definition_name = "Azure Service Bus Data Sender"
  principal_id         = azurerm_user_assigned_identity.api["westeurope"].principal_id
}
