provider "azurerm" {
  features {}
}

resource "azurerm_kubernetes_cluster" "orders" {
  name                      = "aks-orders"
  location                  = "westeurope"
  resource_group_name       = "rg-orders"
  dns_prefix                = "orders"
  oidc_issuer_enabled       = true
  workload_identity_enabled = true

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "helm_release" "workload_identity" {
  name  = "ingress"
  chart = "ingress-nginx"
}

resource "kubernetes_manifest" "orders" {
  manifest = {
    apiVersion = "v1"
    kind       = "ServiceAccount"
    metadata   = { name = "orders", namespace = "orders" }
  }
}
