param replicas int

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
      secrets: [
        { name: 'mail-key', keyVaultUrl: 'https://kv-orders.vault.azure.net/secrets/mail', identity: 'system' }
      ]
    }
    template: {
      containers: [
        { name: 'api', image: 'mcr.microsoft.com/orders/api:1' }
      ]
      scale: { minReplicas: replicas, maxReplicas: 10 }
    }
  }
}
