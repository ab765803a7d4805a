resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-shop'
  location: 'westeurope'
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
  }
  tags: {
    criticality: 'high'
  }
}

resource probe 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'shop-health'
  location: 'westeurope'
  kind: 'standard'
  tags: {
    'hidden-link:${insights.id}': 'Resource'
  }
  properties: {
    SyntheticMonitorId: 'shop-health'
    Name: 'shop-health'
    Enabled: true
    Kind: 'standard'
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
    ]
    Request: {
      RequestUrl: 'https://shop.example.com/health'
    }
  }
}
