environment        = "dev"
location           = "eastus"
reporting_location = "eastus"
criticality        = "low"
subscription_id    = "1b9d3a47-60c2-4f8e-a7d5-93e04c2b6f81"
tenant_id          = "c0a4e6f8-51d2-4b7a-8e39-6d1f2a7b5c94"
platform_group_id  = "5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35"
oncall_email       = "tracking-team@fernway.example"
ssh_public_key     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRyYWNraW5nLWRldi1mZXJud2F5LWV4YW1wbGUt tracking-team@fernway.example"
fallback_client_id = "94d7c3b2-0e1f-4a68-9c5d-b27e80f64a13"

api = {
  sku     = "B2"
  workers = 1
  image   = "tracking-api:latest"
}

fleets = {
  workers = {
    sku       = "Standard_D2s_v5"
    instances = 1
    image     = "scan-worker:latest"
    start     = "docker run --detach --restart always --network host parcel:current"
  }
  agents = {
    sku       = "Standard_D2s_v5"
    instances = 0
    image     = "deploy-tools:latest"
  }
}

cluster = {
  vm_size   = "Standard_D2s_v5"
  min_count = 1
  max_count = 2
}

subnets = {
  fleet   = "/subscriptions/1b9d3a47-60c2-4f8e-a7d5-93e04c2b6f81/resourceGroups/rg-network-dev/providers/Microsoft.Network/virtualNetworks/vnet-dev/subnets/parcel-fleet"
  cluster = "/subscriptions/1b9d3a47-60c2-4f8e-a7d5-93e04c2b6f81/resourceGroups/rg-network-dev/providers/Microsoft.Network/virtualNetworks/vnet-dev/subnets/parcel-cluster"
}

devops = {
  project_id         = "2d6f9b10-c4e8-4735-a1f7-58b03e9d6c42"
  pool_connection_id = "e7135a8c-9b20-4d64-8f1a-c6d27e05b398"
}
