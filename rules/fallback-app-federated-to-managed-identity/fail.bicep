extension microsoftGraphV1

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-api'
  location: 'westeurope'
}

resource fallback 'Microsoft.Graph/applications@v1.0' = {
  displayName: 'orders-fallback'
  uniqueName: 'orders-fallback'

  resource throughTheIdentity 'federatedIdentityCredentials@v1.0' = {
    name: 'orders-fallback/through-the-identity'
    audiences: ['api://AzureADTokenExchange']
    issuer: 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0'
    subject: identity.properties.principalId // expect: fallback-app-federated-to-managed-identity
  }
}
