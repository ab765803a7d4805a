resource tickets 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-tickets'
  location: 'Global'
  properties: {
    groupShortName: 'tickets'
    enabled: true
    emailReceivers: [
      {
        name: 'oncall'
        emailAddress: 'oncall@example.com'
      }
    ]
    webhookReceivers: [
      {
        name: 'tickets'
        serviceUri: 'https://tickets.example.com/hook'
        useAadAuth: true
      }
    ]
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
          actionGroupId: tickets.id
        }
      ]
    }
  }
}
