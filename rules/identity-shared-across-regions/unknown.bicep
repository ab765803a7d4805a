param secondRegion string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-api'
  location: 'westeurope'
}

// The second region may be the first one.
resource api 'Microsoft.Web/sites@2023-12-01' = [for region in ['westeurope', secondRegion]: {
  name: 'app-api-${region}'
  location: region
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
}]
