param identityType string

resource orders 'Microsoft.Search/searchServices@2024-03-01-preview' = {
  name: 'srch-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  identity: {
    type: identityType
  }
  sku: {
    name: 'standard'
  }
  properties: {
    replicaCount: 3
  }
}
