var list = [1, 2, 3]
var object = {
  'b-c': 'dashed'
  a: [
    'x'
  ]
}
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: object['b-c']
  location: object.a[0]
  tags: {
    last: string(list[^1])
    first: string(first(list))
    union: join(union(['a'], object.a), '')
    contains: string(contains(object, 'a'))
    slice: string(length(skip(take(list, 2), 1)))
    safe: list[?9] ?? 'none'
    empty: string(empty([]))
  }
}
