param name string = 'kv'
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: resourceGroup().location

  resource secret 'secrets' = {
    name: 'one'
    properties: { value: 'x' }
  }
}
resource other 'Microsoft.KeyVault/vaults@2023-07-01' = [for i in range(0, 2): {
  name: '${name}-${i}'
  location: vault.location
  tags: { uri: vault.properties.vaultUri }
}]
