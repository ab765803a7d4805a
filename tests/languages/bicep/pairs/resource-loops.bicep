param names array = [
  'a'
  'b'
]

@batchSize(1)
resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' = [for (name, i) in names: {
  name: 'kv-${name}-${i}'
  location: 'westeurope'
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: i == 0 ? 'premium' : 'standard' }
  }
}]

resource ranged 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for i in range(5, 2): {
  name: 'id-${i}'
  location: vaults[0].location
}]

output uris array = [for i in range(0, 2): vaults[i].name]
