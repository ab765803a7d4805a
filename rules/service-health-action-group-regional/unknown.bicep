param actionGroupLocation string

resource oncall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-oncall'
  location: actionGroupLocation
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

resource serviceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'service-health'
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
