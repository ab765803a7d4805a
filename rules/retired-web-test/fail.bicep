resource frontPage 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'front-page'
  location: 'westeurope'
  kind: 'ping'
  properties: {
    SyntheticMonitorId: 'front-page'
    Name: 'front-page'
    Enabled: true
    Kind: 'ping' // expect: retired-web-test
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
    ]
    Configuration: {
      WebTest: '<WebTest/>'
    }
  }
}
