param tier string

resource orders 'Microsoft.Cache/redis@2024-03-01' = {
  name: 'redis-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  properties: {
    sku: {
      name: tier
      family: 'C'
      capacity: 1
    }
  }
}
