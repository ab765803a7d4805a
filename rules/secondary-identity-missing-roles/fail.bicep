resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'sb-orders'
  location: 'westeurope'
}

resource weu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-orders-weu'
  location: 'westeurope'
}

resource apiweu 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-weu'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${weu.id}': {}
    }
  }
}

resource neu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = { // expect: secondary-identity-missing-roles
  name: 'id-orders-neu'
  location: 'northeurope'
}

resource apineu 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders-neu'
  location: 'northeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${neu.id}': {}
    }
  }
}

resource grantweu 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bus.id, 'weu')
  scope: bus
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
    principalId: weu.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
