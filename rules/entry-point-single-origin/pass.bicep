resource orders 'Microsoft.Network/trafficManagerProfiles@2022-04-01' = {
  name: 'tm-orders'
  location: 'global'
  tags: {
    criticality: 'mission-critical'
  }
  properties: {
    trafficRoutingMethod: 'Priority'
    endpoints: [
      {
        name: 'weu'
        type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints'
        properties: { target: 'orders-weu.acme.example', priority: 1 }
      }
      {
        name: 'neu'
        type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints'
        properties: { target: 'orders-neu.acme.example', priority: 2 }
      }
    ]
  }
}
