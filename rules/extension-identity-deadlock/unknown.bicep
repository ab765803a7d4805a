param wait bool

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-orders'
  location: 'westeurope'
  properties: {
    tenantId: tenant().tenantId
    enablePurgeProtection: true
    sku: { family: 'A', name: 'standard' }
  }

  resource policy 'accessPolicies' = {
    name: 'add'
    properties: {
      accessPolicies: [
        { tenantId: tenant().tenantId, objectId: fleet.identity.principalId, permissions: { secrets: ['get'] } }
      ]
    }
  }
}

resource fleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  identity: {
    type: 'SystemAssigned'
  }
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    virtualMachineProfile: {
      extensionProfile: {
        extensions: [
          {
            name: 'certificates'
            properties: {
              publisher: 'Microsoft.Azure.KeyVault'
              type: 'KeyVaultForLinux'
              typeHandlerVersion: '3.0'
              settings: {
                secretsManagementSettings: {
                  requireInitialSync: wait
                  observedCertificates: [ { url: 'https://kv-orders.vault.azure.net/secrets/tls' } ]
                }
              }
            }
          }
        ]
      }
    }
  }
}
