provider "azurerm" {
  features {}
}

resource "helm_release" "pod_identity" {
  name       = "aad-pod-identity"
  repository = "https://raw.githubusercontent.com/Azure/aad-pod-identity/master/charts"
  chart      = "aad-pod-identity" # expect: pod-identity-retired
}

resource "kubernetes_manifest" "orders" {
  manifest = {
    apiVersion = "aadpodidentity.k8s.io/v1" # expect: pod-identity-retired
    kind       = "AzureIdentityBinding"
    metadata   = { name = "orders", namespace = "orders" }
    spec       = { azureIdentity = "orders", selector = "orders" }
  }
}

resource "kubectl_manifest" "billing" {
  # expect: pod-identity-retired
  yaml_body = <<-YAML
    apiVersion: aadpodidentity.k8s.io/v1
    kind: AzureIdentity
    metadata:
      name: billing
  YAML
}

resource "azapi_resource" "orders" {
  type      = "Microsoft.ContainerService/managedClusters@2024-02-01"
  parent_id = "/subscriptions/0/resourceGroups/rg-orders"
  name      = "aks-orders"
  location  = "westeurope"

  identity {
    type = "SystemAssigned"
  }

  body = {
    properties = {
      dnsPrefix = "orders"
      podIdentityProfile = {
        enabled = true # expect: pod-identity-retired
      }
    }
  }
}
