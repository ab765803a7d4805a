var regions = ['westeurope', 'northeurope']

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [for region in regions: {
  name: 'id-api-${region}'
  location: region
}]

resource api 'Microsoft.Web/sites@2023-12-01' = [for (region, index) in regions: {
  name: 'app-api-${region}'
  location: region
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity[index].id}': {}
    }
  }
}]
