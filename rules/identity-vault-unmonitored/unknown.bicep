param audited bool

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-shop'
  location: 'westeurope'
  properties: {
    tenantId: '00000000-0000-0000-0000-000000000000'
    enableRbacAuthorization: true
    enablePurgeProtection: true
    sku: {
      family: 'A'
      name: 'standard'
    }
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-shop'
  location: 'westeurope'
  sku: {
    name: 'P1v3'
    capacity: 3
  }
}

resource shop 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-shop'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    siteConfig: {
      appSettings: [
        {
          name: 'PAYMENT_KEY'
          value: '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/payment-key)'
        }
      ]
    }
  }
}

resource appLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: shop
  properties: {
    workspaceId: '/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops'
    logs: [
      {
        category: 'AppServiceHTTPLogs'
        enabled: true
      }
    ]
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-logs'
  scope: vault
  properties: {
    workspaceId: '/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops'
    logs: [
      {
        categoryGroup: 'audit'
        enabled: audited
      }
    ]
  }
}
