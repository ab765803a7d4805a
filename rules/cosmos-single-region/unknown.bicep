param regions array

resource orders 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: 'cosmos-orders'
  location: 'westeurope'
  tags: {
    criticality: 'mission-critical'
  }
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: regions
  }
}
