type sizeType = 'small' | 'large'
type optionalType = string?
@secure()
type secretType = string
type shapeType = {
  @description('how big')
  size: sizeType
  name: string?
  *: int
}
param shape shapeType = { size: 'small' }
param nothing optionalType
param secret secretType
param list sizeType[] = []
param pair [string, int] = ['a', 1]

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: shape.?name ?? 'id-${shape.size}'
  location: nothing ?? 'westeurope'
  tags: {
    secret: secret
    pair: pair[0]
    count: string(length(list))
  }
}
