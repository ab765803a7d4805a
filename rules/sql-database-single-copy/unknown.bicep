param zones bool

resource server 'Microsoft.Sql/servers@2023-08-01-preview' = {
  name: 'sql-orders'
  location: 'westeurope'
}

resource orders 'Microsoft.Sql/servers/databases@2023-08-01-preview' = {
  parent: server
  name: 'orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  sku: {
    name: 'GP_Gen5_2'
  }
  properties: {
    zoneRedundant: zones
  }
}
