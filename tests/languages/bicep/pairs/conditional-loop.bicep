param items array = [
  { name: 'one', on: true }
  { name: 'two', on: false }
]

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for item in items: if (item.on) {
  name: item.name
  location: 'westeurope'
}]
