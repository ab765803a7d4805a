resource machine 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'vm-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' }
  }

  resource certificates 'extensions' = {
    name: 'certificates'
    location: 'westeurope'
    properties: {
      publisher: 'Microsoft.Azure.KeyVault'
      type: 'KeyVaultForLinux'
      typeHandlerVersion: '3.0'
      settings: {
        secretsManagementSettings: {
          observedCertificates: [ { url: 'https://kv-orders.vault.azure.net/secrets/tls' } ]
        }
      }
    }
  }
}
