resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = { // expect: identity-shared-across-regions
  name: 'id-api'
  location: 'westeurope'
}

resource api 'Microsoft.Web/sites@2023-12-01' = [for region in ['westeurope', 'northeurope']: {
  name: 'app-api-${region}'
  location: region
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
}]
