variable "idle" {
  type = number
}

resource "azuredevops_elastic_pool" "agents" {
  name                   = "vmss-agents"
  service_endpoint_id    = "00000000-0000-0000-0000-000000000000"
  service_endpoint_scope = "00000000-0000-0000-0000-000000000000"
  azure_resource_id      = "/subscriptions/0/resourceGroups/rg-build/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-agents"
  desired_idle           = var.idle
  max_capacity           = 10
  recycle_after_each_use = true
}
