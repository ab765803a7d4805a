resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-orders'
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-orders'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'AZURE_CLIENT_SECRET'
          value: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/fallback)' // expect: circular-fallback-secret
        }
      ]
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-jobs'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    configuration: {
      secrets: [
        {
          name: 'fallback-secret'
          keyVaultUrl: 'https://kv-orders.vault.azure.net/secrets/fallback'
          identity: 'system'
        }
      ]
    }
    template: {
      containers: [ // expect: circular-fallback-secret
        {
          name: 'jobs'
          image: 'mcr.microsoft.com/k8se/quickstart:latest'
          env: [
            {
              name: 'AZURE_CLIENT_SECRET'
              secretRef: 'fallback-secret'
            }
          ]
        }
      ]
    }
  }
}
