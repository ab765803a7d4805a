param identityType string

resource api 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-api'
  location: 'westeurope'
}

resource second 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-second'
  location: 'westeurope'
}

resource orders 'Microsoft.Web/sites@2023-12-01' = {
  name: 'func-orders'
  location: 'westeurope'
  kind: 'functionapp'
  identity: {
    type: identityType
    userAssignedIdentities: {
      '${api.id}': {}
      '${second.id}': {}
    }
  }
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'ORDERS_QUEUE', value: 'orders' }
      ]
    }
  }
}
