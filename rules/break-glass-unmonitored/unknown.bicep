extension microsoftGraphV1

param query string

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
          query: query
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
