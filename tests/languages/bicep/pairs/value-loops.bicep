param regions array = [
  'westeurope'
  'northeurope'
]
var names = [for (region, i) in regions: '${region}-${i}']

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: names[1]
  location: regions[0]
  properties: {
    networkAcls: {
      virtualNetworkRules: [for rule in names: {
        id: rule
      }]
    }
    odd: [for i in range(0, 4): i * i]
  }
}
