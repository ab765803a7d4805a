param withReport bool

resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stshop'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-shared'
  location: 'westeurope'
}

// Storage Blob Data Contributor
resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(store.id, 'shared')
  scope: store
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource checkout 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-checkout'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  tags: {
    criticality: 'mission-critical'
  }
}

// Whether there is a second workload is not known here.
resource report 'Microsoft.App/jobs@2024-03-01' = if (withReport) {
  name: 'job-report'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  tags: {
    criticality: 'low'
  }
}
