metadata owner = 'platform'
targetScope = 'resourceGroup'

/* a comment
   over lines */
@sys.description('a name')
@metadata({
  strongType: 'x'
})
param name string = 'id' // trailing
#disable-next-line no-unused-vars
var unused = 1
assert named = name != ''

@description('the identity')
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: name, location: any('westeurope') }

@sealed()
@export()
type closed = { a: string }
