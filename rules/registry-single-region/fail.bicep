resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = { // expect: registry-single-region
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
