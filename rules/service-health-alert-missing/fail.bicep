resource oncall 'Microsoft.Insights/actionGroups@2023-01-01' = { // expect: service-health-alert-missing
  name: 'ag-oncall'
  location: 'global'
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
