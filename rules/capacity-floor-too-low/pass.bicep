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

// Spot machines promise nothing, whatever the floor.
resource batches 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-batches'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 0
  }
  properties: {
    virtualMachineProfile: {
      priority: 'Spot'
    }
  }
}

resource batchesAutoscale 'Microsoft.Insights/autoscalesettings@2022-10-01' = {
  name: 'batches'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  properties: {
    enabled: true
    targetResourceUri: batches.id
    profiles: [
      {
        name: 'default'
        capacity: {
          default: '0'
          minimum: '0'
          maximum: '10'
        }
        rules: []
      }
    ]
  }
}
