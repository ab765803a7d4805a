using './main.bicep'

param environment = 'dev'
param location = 'eastus'
param reportingLocation = 'eastus'
param criticality = 'low'
param platformGroupId = '5e82b6d1-3f97-4a0c-b8e4-71c9d2a60f35'
param oncallEmail = 'tracking-team@fernway.example'
param sshPublicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRyYWNraW5nLWRldi1mZXJud2F5LWV4YW1wbGUt tracking-team@fernway.example'
param fallbackClientId = '94d7c3b2-0e1f-4a68-9c5d-b27e80f64a13'
param fallbackClientSecret = readEnvironmentVariable('FALLBACK_CLIENT_SECRET')

param apiSpec = { sku: 'B2', workers: 1, image: 'tracking-api:latest' }
param cluster = { vmSize: 'Standard_D2s_v5', minCount: 1, maxCount: 2 }

param subnets = {
  fleet: '/subscriptions/1b9d3a47-60c2-4f8e-a7d5-93e04c2b6f81/resourceGroups/rg-network-dev/providers/Microsoft.Network/virtualNetworks/vnet-dev/subnets/parcel-fleet'
  cluster: '/subscriptions/1b9d3a47-60c2-4f8e-a7d5-93e04c2b6f81/resourceGroups/rg-network-dev/providers/Microsoft.Network/virtualNetworks/vnet-dev/subnets/parcel-cluster'
}

param fleets = [
  {
    name: 'workers'
    sku: 'Standard_D2s_v5'
    instances: 1
    image: 'scan-worker:latest'
    start: 'docker run --detach --restart always --network host parcel:current'
  }
  {
    name: 'agents'
    sku: 'Standard_D2s_v5'
    instances: 0
    image: 'deploy-tools:latest'
  }
]
