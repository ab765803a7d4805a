resource fleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = { // expect: no-warm-capacity
  name: 'vmss-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Flexible'
  }
}

resource scale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'orders'
  location: 'westeurope'
  properties: {
    enabled: true
    targetResourceUri: fleet.id
    profiles: [
      { name: 'default', capacity: { minimum: '3', maximum: '20', default: '3' }, rules: [] }
    ]
  }
}
