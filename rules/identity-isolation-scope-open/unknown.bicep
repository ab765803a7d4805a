param scope string

resource weu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-api-weu'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  properties: {
    isolationScope: scope
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
