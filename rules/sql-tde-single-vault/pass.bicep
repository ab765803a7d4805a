resource server 'Microsoft.Sql/servers@2023-08-01-preview' = {
  name: 'sql-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    keyId: 'https://kv-orders-weu.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef'
  }

  resource second 'keys' = {
    name: 'kv-orders-neu_tde_0123456789abcdef0123456789abcdef'
    properties: {
      serverKeyType: 'AzureKeyVault'
      uri: 'https://kv-orders-neu.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef'
    }
  }
}
