param items array
param on bool

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for item in items: {
  name: 'fixed'
  location: 'westeurope'
}]
resource maybe 'Microsoft.KeyVault/vaults@2023-07-01' = if (on) {
  name: 'kv'
  location: 'westeurope'
}
