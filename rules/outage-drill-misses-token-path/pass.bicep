resource drill 'Microsoft.Chaos/experiments@2024-01-01' = {
  name: 'drill'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    selectors: [
      {
        type: 'List'
        id: 'network'
        targets: [
          {
            type: 'ChaosTarget'
            id: '/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Network/networkSecurityGroups/nsg-shop/providers/Microsoft.Chaos/targets/Microsoft-NetworkSecurityGroup'
          }
        ]
      }
    ]
    steps: [
      {
        name: 'step'
        branches: [
          {
            name: 'branch'
            actions: [
              {
                type: 'continuous'
                name: 'urn:csci:microsoft:networkSecurityGroup:securityRule/1.0'
                selectorId: 'network'
                duration: 'PT1H'
                parameters: [
                  {
                    key: 'destinationAddresses'
                    value: '["AzureActiveDirectory","AzurePlatformIMDS"]'
                  }
                ]
              }
            ]
          }
        ]
      }
    ]
  }
}
