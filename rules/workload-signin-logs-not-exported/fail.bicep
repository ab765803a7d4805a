targetScope = 'tenant' // expect: workload-signin-logs-not-exported

resource entra 'microsoft.aadiam/diagnosticSettings@2017-04-01' = {
  name: 'entra'
  properties: {
    workspaceId: '/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops'
    logs: [
      {
        category: 'SignInLogs'
        enabled: true
      }
      {
        category: 'ManagedIdentitySignInLogs'
        enabled: false
      }
      {
        category: 'ServicePrincipalSignInLogs'
        enabled: true
      }
    ]
  }
}
