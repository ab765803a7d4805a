param deploy bool = true

resource yes 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (deploy) {
  name: 'yes'
  location: 'westeurope'
}
resource no 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (!deploy) {
  name: 'no'
  location: 'westeurope'
}
