extension microsoftGraphV1

resource first 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'break-glass-deployment'
  displayName: 'break-glass-deployment'
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

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-ops'
  location: 'westeurope'
}

resource emergency 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'emergency-sign-in'
  location: 'westeurope'
  properties: {
    enabled: true
    severity: 0
    scopes: [
      logs.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      allOf: [
        {
          query: 'AADServicePrincipalSignInLogs | where AppId == "${first.appId}"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
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
