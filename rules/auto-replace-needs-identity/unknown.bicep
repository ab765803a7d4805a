param action string

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
    automaticRepairsPolicy: {
      enabled: true
      gracePeriod: 'PT10M'
      repairAction: action
    }
    virtualMachineProfile: {
      extensionProfile: {
        extensions: [
          {
            name: 'bootstrap'
            properties: {
              publisher: 'Microsoft.Azure.Extensions'
              type: 'CustomScript'
              typeHandlerVersion: '2.1'
              settings: { commandToExecute: 'sh /opt/orders/install.sh' }
            }
          }
        ]
      }
    }
  }
}
