resource orders 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stordersprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS' // expect: storage-single-region
  }
  tags: {
    criticality: 'mission-critical'
  }
}
