param keyVaultUri string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-orders'
}

resource orders 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
  tags: {
    criticality: 'mission-critical'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    encryption: {
      keySource: 'Microsoft.Keyvault'
      keyvaultproperties: {
        keyname: 'orders'
        keyvaulturi: keyVaultUri
      }
    }
  }
}
