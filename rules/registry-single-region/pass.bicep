resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crorders'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  sku: {
    name: 'Premium'
  }
}

resource replica 'Microsoft.ContainerRegistry/registries/replications@2023-07-01' = {
  parent: registry
  name: 'northeurope'
  location: 'northeurope'
}

resource neu 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {
  name: 'ci-orders-neu'
  location: 'northeurope'
}
