param protected bool

@secure()
param fallbackSecret string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-fallback'
  location: 'westeurope'
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: protected
  }
}

resource fallback 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'shop-fallback-secret'
  properties: {
    value: fallbackSecret
    attributes: {
      exp: 1814400000
    }
  }
}
