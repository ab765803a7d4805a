resource machine 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'vm-orders'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '/subscriptions/0/resourceGroups/rg-orders/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fleet': {}
    }
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
      settings: { // expect: vault-extension-identity-not-named
        secretsManagementSettings: {
          observedCertificates: [ { url: 'https://kv-orders.vault.azure.net/secrets/tls' } ]
        }
      }
    }
  }
}
