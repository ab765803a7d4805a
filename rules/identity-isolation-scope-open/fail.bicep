resource weu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = { // expect: identity-isolation-scope-open
  name: 'id-api-weu'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
}

resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-weu'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${weu.id}': {}
    }
  }
}

resource second 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-neu'
  location: 'northeurope'
}
