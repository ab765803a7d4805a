variable "environment" {}
locals {
  per_env = {
    dev  = { replicas = 1, zones = [] }
    prod = { replicas = 3, zones = ["1", "2", "3"] }
  }
  selected = local.per_env[var.environment]
}
resource "terraform_data" "app" {
  count = local.selected.replicas
  input = { zone = try(local.selected.zones[count.index], null), env = var.environment }
}
