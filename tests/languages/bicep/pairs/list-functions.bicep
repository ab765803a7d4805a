resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'acct'
}
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app'
  location: 'westeurope'
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'STORAGE'
          value: 'AccountName=${account.name};AccountKey=${account.listKeys().keys[0].value}'
        }
        {
          name: 'OLD'
          value: listKeys(account.id, account.apiVersion).keys[0].value
        }
      ]
    }
  }
}
