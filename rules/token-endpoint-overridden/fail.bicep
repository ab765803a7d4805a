resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders'
  location: 'westeurope'
  properties: {
    template: {
      containers: [ // expect: token-endpoint-overridden
        {
          name: 'api'
          image: 'mcr.microsoft.com/orders/api:1'
          env: [
            { name: 'AZURE_REGIONAL_AUTHORITY_NAME', value: 'westeurope' }
          ]
        }
      ]
    }
  }
}
