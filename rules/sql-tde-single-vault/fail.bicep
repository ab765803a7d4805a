resource server 'Microsoft.Sql/servers@2023-08-01-preview' = { // expect: sql-tde-single-vault
  name: 'sql-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    keyId: 'https://kv-orders-weu.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef'
  }
}
