param name string = 'Web'

func prefix(kind string) string => '${kind}-'
func build(kind string, name string) string => '${prefix(kind)}${toLower(name)}'

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: build('id', name)
  location: 'westeurope'
}
