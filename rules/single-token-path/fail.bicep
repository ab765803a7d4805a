resource orders 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
  properties: {
    allowSharedKeyAccess: false
  }
}

resource api 'Microsoft.Web/sites@2023-12-01' = { // expect: single-token-path
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  tags: {
    criticality: 'mission-critical'
  }
}

// Storage Blob Data Contributor
resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(orders.id, 'api')
  scope: orders
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: api.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
