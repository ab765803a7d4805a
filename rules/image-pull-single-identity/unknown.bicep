param replicas int

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crorders'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
}

resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    configuration: {
      registries: [
        { server: registry.properties.loginServer, identity: 'system' }
      ]
    }
    template: {
      containers: [
        { name: 'api', image: 'crorders.azurecr.io/api:1' }
      ]
      scale: { minReplicas: replicas, maxReplicas: 10 }
    }
  }
}
