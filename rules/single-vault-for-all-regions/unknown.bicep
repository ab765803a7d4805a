param secondRegion string

resource vaultweu 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-orders-weu'
  location: 'westeurope'
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

resource weu 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-weu'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    configuration: {
      secrets: [
        { name: 'mail', keyVaultUrl: 'https://kv-orders-weu.vault.azure.net/secrets/mail', identity: 'system' }
      ]
    }
  }
}

resource neu 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-neu'
  location: secondRegion
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    configuration: {
      secrets: [
        { name: 'mail', keyVaultUrl: 'https://kv-orders-weu.vault.azure.net/secrets/mail', identity: 'system' }
      ]
    }
  }
}
