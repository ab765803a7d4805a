param geoRedundantBackup string

resource orders 'Microsoft.DBforMySQL/flexibleServers@2023-12-30' = {
  name: 'mysql-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'Standard_D2ds_v4'
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '8.0.21'
    backup: {
      geoRedundantBackup: geoRedundantBackup
    }
  }
}
