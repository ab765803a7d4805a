resource fleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
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
    virtualMachineProfile: {
      capacityReservation: {
        capacityReservationGroup: {
          id: '/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.Compute/capacityReservationGroups/crg'
        }
      }
    }
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

resource second 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-orders-neu'
  location: 'northeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Flexible'
  }
}
