param settings object

resource workers 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-workers'
  location: 'westeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Uniform'
    virtualMachineProfile: {
      extensionProfile: {
        extensions: [
          {
            name: 'certificates'
            properties: {
              publisher: 'Microsoft.Azure.KeyVault'
              type: 'KeyVaultForLinux'
              typeHandlerVersion: '3.0'
              settings: settings
            }
          }
        ]
      }
    }
  }
}
