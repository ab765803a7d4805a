param second bool
param more array

resource orders 'Microsoft.Network/trafficManagerProfiles@2022-04-01' = {
  name: 'tm-orders'
  location: 'global'
  tags: {
    criticality: 'mission-critical'
  }
  properties: {
    trafficRoutingMethod: 'Priority'
    endpoints: concat(second ? more : [], [
      {
        name: 'weu'
        type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints'
        properties: { target: 'orders-weu.acme.example', priority: 1 }
      }
    ])
  }
}
