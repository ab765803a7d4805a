resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
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

resource oncall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-oncall'
  location: 'Global'
  properties: {
    groupShortName: 'oncall'
    enabled: true
    smsReceivers: [
      {
        name: 'oncall'
        countryCode: '46'
        phoneNumber: '700000000'
      }
    ]
  }
}

resource tokens 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'tokens'
  location: 'westeurope'
  properties: {
    enabled: true
    severity: 1
    scopes: [
      logs.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: 'AADManagedIdentitySignInLogs | where ResultType != 0'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 20
        }
      ]
    }
    actions: {
      actionGroups: [
        oncall.id
      ]
    }
  }
}

resource incidents 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'incidents'
  location: 'global'
  properties: {
    scopes: [
      subscription().id
    ]
    condition: {
      allOf: [
        {
          field: 'category'
          equals: 'ServiceHealth'
        }
      ]
    }
    actions: {
      actionGroups: [
        {
          actionGroupId: oncall.id
        }
      ]
    }
  }
}
