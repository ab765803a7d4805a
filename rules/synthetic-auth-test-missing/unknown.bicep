param probes bool

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

resource probe 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'shop-dependencies'
  location: 'westeurope'
  kind: 'standard'
  tags: {
    'hidden-link:${insights.id}': 'Resource'
  }
  properties: {
    SyntheticMonitorId: 'shop-dependencies'
    Name: 'shop-dependencies'
    Enabled: probes
    Kind: 'standard'
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
    ]
    Request: {
      RequestUrl: 'https://shop.example.com/health/dependencies'
    }
  }
}
