@secure()
param clientSecret string

resource orders 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  properties: {
    siteConfig: {
      appSettings: [ // expect: fallback-never-selected
        { name: 'AZURE_CLIENT_SECRET', value: clientSecret }
      ]
    }
  }
}
