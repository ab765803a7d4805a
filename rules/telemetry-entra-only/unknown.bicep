param keysRefused bool

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-shop'
  location: 'westeurope'
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: keysRefused
  }
  tags: {
    criticality: 'high'
  }
}
