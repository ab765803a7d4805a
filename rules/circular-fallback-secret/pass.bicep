@secure()
param fallbackCertificate string

// The second credential is there before the outage begins.
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
          name: 'FALLBACK_CLIENT_CERTIFICATE'
          value: fallbackCertificate
        }
        {
          name: 'MAIL_API_KEY'
          value: '@Microsoft.KeyVault(SecretUri=https://kv-orders.vault.azure.net/secrets/mail)'
        }
      ]
    }
  }
}
