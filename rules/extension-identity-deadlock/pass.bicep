resource fleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-orders'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  identity: {
    type: 'SystemAssigned'
  }
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Flexible'
  }
}
