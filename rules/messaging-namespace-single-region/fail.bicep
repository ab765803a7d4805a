resource orders 'Microsoft.ServiceBus/namespaces@2024-01-01' = { // expect: messaging-namespace-single-region
  name: 'sb-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'Premium'
    capacity: 1
  }
}
