param identityType string

@secure()
param clientSecret string

resource orders 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: identityType
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AZURE_TENANT_ID: tenant().tenantId
      AZURE_CLIENT_ID: '11111111-1111-1111-1111-111111111111'
      AZURE_CLIENT_SECRET: clientSecret
    }
  }
}
