param extra object = {
  b: 'changed'
  c: '3'
}
var more = [
  'y'
  'z'
]
resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'acct'
  location: 'westeurope'
  tags: {
    a: '1'
    b: '2'
    ...extra
    d: '4'
  }
  properties: {
    list: [
      'x'
      ...more
    ]
  }
}
