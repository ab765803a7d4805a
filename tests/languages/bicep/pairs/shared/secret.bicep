@secure()
param password string

resource sql 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql'
  location: 'westeurope'
  properties: {
    administratorLogin: 'admin'
    administratorLoginPassword: password
  }
}
