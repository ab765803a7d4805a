resource plan 'Microsoft.Web/serverfarms@2023-12-01' = { // expect: synthetic-auth-test-missing
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
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
  }
  tags: {
    criticality: 'high'
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-shop'
  location: 'westeurope'
  kind: 'web'
  properties: {
    Application_Type: 'web'
  }
}
