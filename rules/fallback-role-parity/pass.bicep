resource orders 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
}

// No service principal is named, so there is nothing to compare.
resource api 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
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
