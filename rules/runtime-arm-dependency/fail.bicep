resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-shop'
  location: 'westeurope'
  sku: {
    name: 'P1v3'
    capacity: 3
  }
}

resource shop 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-shop'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned' // expect: runtime-arm-dependency
  }
  properties: {
    serverFarmId: plan.id
  }
}

resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
}

resource mayReadKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(store.id, shop.id, 'keys')
  scope: store
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c12c1c16-33a1-487b-954d-41c89c60f349')
    principalId: shop.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
