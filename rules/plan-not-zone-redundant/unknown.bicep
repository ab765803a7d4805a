param zones bool

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'EP1'
    capacity: 3
  }
  properties: {
    zoneRedundant: zones
  }
}
