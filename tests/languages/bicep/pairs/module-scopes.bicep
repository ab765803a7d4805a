targetScope = 'subscription'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-app'
  location: deployment().location
}

module here 'shared/identity.bicep' = {
  name: 'here'
  scope: group
  params: { name: 'id-here', location: group.location }
}

module there 'shared/identity.bicep' = {
  name: 'there'
  scope: resourceGroup('rg-other')
  params: { name: 'id-there' }
}
