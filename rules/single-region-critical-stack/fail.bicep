targetScope = 'resourceGroup' // expect: single-region-critical-stack

resource weu 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders-weu'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
}
