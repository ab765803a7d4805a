resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-app'
  location: resourceGroup().location
}
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-${uniqueString(resourceGroup().id)}'
  location: id.location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${id.id}': {}
    }
  }
  properties: {
    keyVaultReferenceIdentity: id.id
    siteConfig: {
      appSettings: [
        {
          name: 'CLIENT'
          value: id.properties.clientId
        }
        {
          name: 'NAME'
          value: '${id.name}/${id.type}/${id.apiVersion}'
        }
      ]
    }
  }
}
