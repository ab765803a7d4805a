extension microsoftGraphV1

@secure()
param certificate string

resource fallback 'Microsoft.Graph/applications@v1.0' = {
  displayName: 'orders-fallback'
  uniqueName: 'orders-fallback'
}

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: fallback.appId
}

resource orders 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_GZRS'
  }
}

resource mails 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'sb-orders'
  location: 'westeurope'
}

resource api 'Microsoft.Web/sites@2023-12-01' = { // expect: fallback-role-parity
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'FALLBACK_TENANT_ID', value: tenant().tenantId }
        { name: 'FALLBACK_CLIENT_ID', value: fallback.appId }
        { name: 'FALLBACK_CLIENT_CERTIFICATE', value: certificate }
      ]
    }
  }
}

// Storage Blob Data Contributor, for the identity and for the fallback
resource identityStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(orders.id, 'api')
  scope: orders
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: api.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource fallbackStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(orders.id, 'fallback')
  scope: orders
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
    principalId: principal.id
    principalType: 'ServicePrincipal'
  }
}

// Azure Service Bus Data Sender, for the identity only
resource identityMails 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(mails.id, 'api')
  scope: mails
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
    principalId: api.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
