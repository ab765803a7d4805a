provider "azurerm" {
  features {}
}

variable "chart" {
  type = string
}

# Nothing here says which chart it is.
resource "helm_release" "identity" {
  name  = "identity"
  chart = var.chart
}
