targetScope = 'tenant'

param logs array

resource entra 'microsoft.aadiam/diagnosticSettings@2017-04-01' = {
  name: 'entra'
  properties: {
    workspaceId: '/subscriptions/0/resourceGroups/rg-ops/providers/Microsoft.OperationalInsights/workspaces/log-ops'
    logs: logs
  }
}
