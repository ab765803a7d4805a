resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv'
}

module secret 'shared/secret.bicep' = {
  name: 'secret'
  params: {
    password: vault.getSecret('admin-password')
  }
}
