resource api 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-orders'
  location: 'westeurope'
  tags: {
    criticality: 'high'
  }
  properties: {
    configuration: {
      secrets: [
        { name: 'mail-key', value: 'set-by-the-pipeline' }
      ]
    }
    template: {
      containers: [
        { name: 'api', image: 'mcr.microsoft.com/orders/api:1' }
      ]
      scale: { minReplicas: 3, maxReplicas: 10 }
    }
  }
}
