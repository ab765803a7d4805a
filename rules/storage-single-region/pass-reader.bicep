// Flow logs only; the gateway may look at everything in the resource group, which reads no blob.
resource flows 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stflowsprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  tags: { criticality: 'high' }
}

resource watcher 'Microsoft.Network/networkWatchers@2024-05-01' existing = {
  name: 'nw-westeurope'
}

resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  parent: watcher
  name: 'flows'
  location: 'westeurope'
  properties: {
    targetResourceId: resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-orders')
    storageId: flows.id
    enabled: true
  }
}

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: 'id-gateway'
}

resource looks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'id-gateway', 'Reader')
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: gateway.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
