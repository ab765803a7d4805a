using './main.bicep'

param environment = 'prod'
param criticality = 'mission-critical'
param platformGroupId = '5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35'
param oncallEmail = 'oncall@fernway.example'
param oncallPhone = '5550100'
param sshPublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG9uY2FsbC1wcm9kLWZlcm53YXktZXhhbXBsZS1r oncall@fernway.example'
param databaseSku = 'BC_Gen5_8'
param apiSku = 'P1v3'
param reportingRegion = 'centralus'

param regions = [
  {
    location: 'eastus'
    apiInstances: 6
    workers: 12
    workerSubnet: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-eastus/subnets/parcel-workers'
    workerImage: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/fernway/images/scan-worker/versions/4.3.1'
  }
  {
    location: 'centralus'
    apiInstances: 6
    workers: 12
    workerSubnet: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-centralus/subnets/parcel-workers'
    workerImage: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/fernway/images/scan-worker/versions/4.3.1'
  }
]

param fallbackVaultId = '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-platform/providers/Microsoft.KeyVault/vaults/kv-fernway-certs'

param fallbacks = [
  {
    workload: 'api'
    certificate: 'MIIBszCCAVmgAwIBAgIUEXAMPLEPARCELAPI'
    vaultSecret: 'parcel-api-fallback'
    thumbprint: '3F6C1A9E5B7D20488C1E6F90A4D2B7350E9C81AF'
  }
  {
    workload: 'workers'
    certificate: 'MIIBszCCAVmgAwIBAgIUEXAMPLEPARCELWORKERS'
    vaultSecret: 'https://kv-fernway-certs.vault.azure.net/secrets/parcel-workers-fallback/6b1f0c9d4e2a4d7c8a53b9e07f61d2c8'
    thumbprint: '91D4E70B2A8C4F63B5178E0D3C69FA12486BD05E'
  }
]
