param name string
var suffix = 'a${'b'}c'
var text = '''
first ${literal}
it's second
'''
var escaped = 'it\'s \${not} a \\ "\u{48}"'
var built = $'''
id=${suffix}
'''

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${toLower('${name}-${suffix}')}'
  location: 'westeurope'
  tags: {
    text: text
    escaped: escaped
    built: built
    'key-${suffix}': 'computed'
    upper: toUpper('é')
  }
}
