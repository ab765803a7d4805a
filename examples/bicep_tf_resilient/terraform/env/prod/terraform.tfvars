environment       = "prod"
criticality       = "mission-critical"
subscription_id   = "7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10"
tenant_id         = "c0a4e6f8-51d2-4b7a-8e39-6d1f2a7b5c94"
platform_group_id = "5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35"
oncall            = { email = "oncall@fernway.example", phone = "5550100" }
ssh_public_key    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG9uY2FsbC1wcm9kLWZlcm53YXktZXhhbXBsZS1r oncall@fernway.example"
database_sku      = "BC_Gen5_8"
api_sku           = "P1v3"
reporting_region  = "centralus"

regions = {
  eastus = {
    api_instances = 6
    workers       = 12
    worker_subnet = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-eastus/subnets/parcel-workers"
    worker_image  = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/fernway/images/scan-worker/versions/4.3.1"
  }
  centralus = {
    api_instances = 6
    workers       = 12
    worker_subnet = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-centralus/subnets/parcel-workers"
    worker_image  = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/fernway/images/scan-worker/versions/4.3.1"
  }
}

fallback_vault_id = "/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-platform/providers/Microsoft.KeyVault/vaults/kv-fernway-certs"

fallback = {
  api = {
    certificate  = "MIIBszCCAVmgAwIBAgIUEXAMPLEPARCELAPI"
    vault_secret = "https://kv-fernway-certs.vault.azure.net/secrets/parcel-api-fallback"
  }
  workers = {
    certificate  = "MIIBszCCAVmgAwIBAgIUEXAMPLEPARCELWORKERS"
    vault_secret = "https://kv-fernway-certs.vault.azure.net/secrets/parcel-workers-fallback/6b1f0c9d4e2a4d7c8a53b9e07f61d2c8"
  }
}
