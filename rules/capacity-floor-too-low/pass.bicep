resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-orders'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  sku: {
    name: 'P1v3'
    capacity: 3
  }
  properties: {
    zoneRedundant: true
  }
}
