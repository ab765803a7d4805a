resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-api'
  location: 'westeurope'
}

resource api 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-api-neu'
  location: 'northeurope' // expect: identity-region-mismatch
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
}
