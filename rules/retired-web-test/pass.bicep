resource dependencies 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'dependencies'
  location: 'westeurope'
  properties: {
    SyntheticMonitorId: 'dependencies'
    Name: 'dependencies'
    Enabled: true
    Kind: 'standard'
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
    ]
    Request: {
      RequestUrl: 'https://orders.example.com/health/dependencies'
    }
  }
}
