param replicated bool

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crorders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'Premium'
  }
}

resource neu 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {
  name: 'ci-orders-neu'
  location: 'northeurope'
}

resource replica 'Microsoft.ContainerRegistry/registries/replications@2023-07-01' = if (replicated) {
  parent: registry
  name: 'northeurope'
  location: 'northeurope'
}
