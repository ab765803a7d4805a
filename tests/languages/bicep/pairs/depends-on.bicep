resource first 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'first'
  location: 'westeurope'
}
resource second 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'second'
  location: 'westeurope'
  dependsOn: [
    first
  ]
}
