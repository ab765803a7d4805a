extension microsoftGraphV1

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-shop'
  location: 'westeurope'
}

resource writers 'Microsoft.Graph/groups@v1.0' = {
  uniqueName: 'orders-writers'
  displayName: 'orders-writers'
  mailEnabled: false
  mailNickname: 'orders-writers'
  securityEnabled: true
  members: {
    relationships: [
      '00000000-0000-0000-0000-000000000000'
    ]
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

resource mayWrite 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(store.id, writers.id, 'writer')
  scope: store
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: writers.id
    principalType: 'Group'
  }
}
