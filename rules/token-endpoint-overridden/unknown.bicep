param authority string

resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders'
  location: 'westeurope'
  properties: {
    template: {
      containers: [
        {
          name: 'api'
          image: 'mcr.microsoft.com/orders/api:1'
          env: [
            { name: 'AZURE_AUTHORITY_HOST', value: authority }
          ]
        }
      ]
    }
  }
}
