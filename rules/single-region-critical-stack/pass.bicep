resource weu 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders-weu'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
}

resource neu 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders-neu'
  location: 'northeurope'
  tags: {
    criticality: 'mission-critical'
  }
}
