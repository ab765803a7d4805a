variable "issuer" {
  type = string
}

resource "azurerm_federated_identity_credential" "pipeline" {
  name      = "azure-devops"
  parent_id = azurerm_user_assigned_identity.pipeline.id
  issuer    = var.issuer
  subject   = "sc://example/orders/sc-orders"
  audience  = ["api://AzureADTokenExchange"]
}

resource "azurerm_user_assigned_identity" "pipeline" {
  name                = "id-orders-pipeline"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}
