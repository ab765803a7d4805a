environment        = "prod"
location           = "eastus"
reporting_location = "centralus"
criticality        = "mission-critical"
subscription_id    = "7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10"
tenant_id          = "c0a4e6f8-51d2-4b7a-8e39-6d1f2a7b5c94"
platform_group_id  = "5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35"
oncall_email       = "oncall@fernway.example"
ssh_public_key     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG9uY2FsbC1wcm9kLWZlcm53YXktZXhhbXBsZS1r oncall@fernway.example"
fallback_client_id = "94d7c3b2-0e1f-4a68-9c5d-b27e80f64a13"
database_sku       = "GP_Gen5_8"

api = {
  sku     = "P1v3"
  workers = 4
  image   = "tracking-api:7.12.0"
}

fleets = {
  workers = {
    sku       = "Standard_D4s_v5"
    instances = 6
    image     = "scan-worker:4.3.1"
    start     = "docker run --detach --restart always --network host parcel:current"
  }
  agents = {
    sku       = "Standard_D2s_v5"
    instances = 0
    image     = "deploy-tools:2.0.4"
  }
}

cluster = {
  vm_size   = "Standard_D4s_v5"
  min_count = 3
  max_count = 12
}

subnets = {
  fleet   = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/parcel-fleet"
  cluster = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/parcel-cluster"
}

devops = {
  project_id         = "2d6f9b10-c4e8-4735-a1f7-58b03e9d6c42"
  pool_connection_id = "e7135a8c-9b20-4d64-8f1a-c6d27e05b398"
}
