param on bool = true

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = if (on) {
  name: 'acct'
  location: 'westeurope'

  resource blobs 'blobServices' = {
    name: 'default'

    resource logs 'containers@2022-09-01' = {
      name: 'logs'
      properties: { publicAccess: 'None' }
    }
  }
}

resource files 'Microsoft.Storage/storageAccounts/fileServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    container: account::blobs::logs.name
  }
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  name: 'acct/default'
}
