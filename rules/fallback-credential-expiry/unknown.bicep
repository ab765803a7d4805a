param expires int
@secure()
param fallbackSecret string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-orders'
}

resource fallback 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'orders-fallback'
  properties: {
    value: fallbackSecret
    attributes: {
      exp: expires
    }
  }
}
