resource "azurerm_federated_identity_credential" "pipeline" {
  name      = "azure-devops"
  parent_id = azurerm_user_assigned_identity.pipeline.id
  issuer    = "https://vstoken.dev.azure.com/00000000-0000-0000-0000-000000000000" # expect: federated-issuer-retiring
  subject   = "sc://example/orders/sc-orders"
  audience  = ["api://AzureADTokenExchange"]
}

resource "azurerm_user_assigned_identity" "pipeline" {
  name                = "id-orders-pipeline"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}
