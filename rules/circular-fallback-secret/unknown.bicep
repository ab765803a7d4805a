param appSettings array

// A fallback may be among the settings that are passed.
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: appSettings
    }
  }
}
