resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-shop'
  location: 'westeurope'
  sku: {
    name: 'P1v3'
    capacity: 3
  }
}

resource shop 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-shop'
  location: 'westeurope'
  properties: {
    serverFarmId: plan.id
    siteConfig: {
      appSettings: [ // expect: fallback-secret-in-plain-text
        {
          name: 'AZURE_CLIENT_ID'
          value: '00000000-0000-0000-0000-000000000001'
        }
        {
          name: 'AZURE_TENANT_ID'
          value: '00000000-0000-0000-0000-000000000002'
        }
        {
          name: 'AZURE_CLIENT_SECRET'
          value: 'Zr8Q~tHisIsN0tARefer3nce'
        }
      ]
    }
  }
}
