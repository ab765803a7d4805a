param tokenCredentials string

@secure()
param clientSecret string

resource orders 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  properties: {
    siteConfig: {
      appSettings: [
        { name: 'AZURE_TENANT_ID', value: tenant().tenantId }
        { name: 'AZURE_CLIENT_ID', value: '11111111-1111-1111-1111-111111111111' }
        { name: 'AZURE_TOKEN_CREDENTIALS', value: tokenCredentials }
        { name: 'AZURE_CLIENT_SECRET', value: clientSecret }
      ]
    }
  }
}
