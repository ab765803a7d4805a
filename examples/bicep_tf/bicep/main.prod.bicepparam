using './main.bicep'

param environment = 'prod'
param location = 'eastus'
param reportingLocation = 'centralus'
param criticality = 'mission-critical'
param platformGroupId = '5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35'
param oncallEmail = 'oncall@fernway.example'
param sshPublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG9uY2FsbC1wcm9kLWZlcm53YXktZXhhbXBsZS1r oncall@fernway.example'
param fallbackClientId = '94d7c3b2-0e1f-4a68-9c5d-b27e80f64a13'
param databaseSku = 'GP_Gen5_8'
param fallbackClientSecret = readEnvironmentVariable('FALLBACK_CLIENT_SECRET')

param apiSpec = { sku: 'P1v3', workers: 4, image: 'tracking-api:7.12.0' }
param cluster = { vmSize: 'Standard_D4s_v5', minCount: 3, maxCount: 12 }

param subnets = {
  fleet: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/parcel-fleet'
  cluster: '/subscriptions/7c1f0e52-8a34-4d6b-9b1e-2f5a6c3d9e10/resourceGroups/rg-network-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/parcel-cluster'
}

param fleets = [
  {
    name: 'workers'
    sku: 'Standard_D4s_v5'
    instances: 6
    image: 'scan-worker:4.3.1'
    start: 'docker run --detach --restart always --network host parcel:current'
  }
  {
    name: 'agents'
    sku: 'Standard_D2s_v5'
    instances: 0
    image: 'deploy-tools:2.0.4'
  }
]
