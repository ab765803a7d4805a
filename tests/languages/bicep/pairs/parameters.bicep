@description('Where to deploy')
param location string = resourceGroup().location
@minLength(3)
@maxLength(24)
param name string
@allowed([
  'Standard_LRS'
  'Standard_GRS'
])
param sku string = 'Standard_LRS'
param optional string?
param count int = 3
param flags object = {
  https: true
  'min-tls': 'TLS1_2'
}
@secure()
param secret string = ''

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: sku }
  tags: {
    optional: optional
    count: string(count)
    secret: secret
  }
  properties: {
    supportsHttpsTrafficOnly: flags.https
    minimumTlsVersion: flags['min-tls']
  }
}
