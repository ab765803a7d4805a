// One machine is no fleet.
resource worker 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'vm-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' }
  }
}
