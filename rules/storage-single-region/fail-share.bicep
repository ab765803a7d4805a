// The files of a script go here, and so does a share whose account only its name tells.
resource boot 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: uniqueString(resourceGroup().id)
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS' // expect: storage-single-region
  }
  tags: { criticality: 'high' }
}

resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2023-05-01' = {
  name: concat(boot.name, '/default/orders')
}

resource seed 'Microsoft.Resources/deploymentScripts@2023-08-01' = {
  name: 'seed'
  location: 'westeurope'
  kind: 'AzureCLI'
  properties: {
    azCliVersion: '2.63.0'
    retentionInterval: 'P1D'
    scriptContent: 'echo done'
    storageAccountSettings: { storageAccountName: boot.name }
  }
}
