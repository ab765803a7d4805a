resource "azurerm_federated_identity_credential" "pipeline" {
  name      = "azure-devops"
  parent_id = azurerm_user_assigned_identity.pipeline.id
  issuer    = "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0"
  subject   = "/eid1/c/pub/t/example/a/example/sc/orders/sc-orders"
  audience  = ["api://AzureADTokenExchange"]
}

resource "azurerm_user_assigned_identity" "pipeline" {
  name                = "id-orders-pipeline"
  resource_group_name = "rg-orders"
  location            = "westeurope"
}

variable "namespace" {
  type = string
}

variable "cluster_issuer" {
  type = string
}

# The subject is a service account, so the issuer is that of a cluster.
resource "azurerm_federated_identity_credential" "orders" {
  name      = "orders"
  parent_id = azurerm_user_assigned_identity.pipeline.id
  issuer    = var.cluster_issuer
  subject   = "system:serviceaccount:${var.namespace}:orders"
  audience  = ["api://AzureADTokenExchange"]
}
