param teams array = [
  'red'
  'blue'
]
param extra bool = false

module first 'shared/identity.bicep' = {
  name: 'first'
  params: {
    name: 'id-first'
    tags: { team: 'all' }
  }
}

module each 'shared/identity.bicep' = [for (team, i) in teams: {
  name: 'each-${i}'
  params: {
    name: 'id-${team}'
    location: 'northeurope'
  }
}]

module never 'shared/identity.bicep' = if (extra) {
  params: { name: 'never' }
}

module unnamed './shared/identity.bicep' = {
  params: { name: first.outputs.name }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${first.outputs.id}': {} }
  }
  tags: { second: each[1].outputs.name }
}
