resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = { // expect: token-failure-alert-missing
  name: 'log-ops'
  location: 'westeurope'
}

resource entra 'microsoft.aadiam/diagnosticSettings@2017-04-01' = {
  name: 'entra'
  scope: tenant()
  properties: {
    workspaceId: logs.id
    logs: [
      {
        category: 'ManagedIdentitySignInLogs'
        enabled: true
      }
      {
        category: 'ServicePrincipalSignInLogs'
        enabled: true
      }
    ]
  }
}
