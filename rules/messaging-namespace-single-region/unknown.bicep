param replicas array

resource orders 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'sb-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'Premium'
    capacity: 1
  }
  properties: {
    geoDataReplication: {
      locations: replicas
    }
  }
}
