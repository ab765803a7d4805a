extension microsoftGraphV1

resource fallback 'Microsoft.Graph/applications@v1.0' = {
  displayName: 'orders-fallback'
  uniqueName: 'orders-fallback'

  resource pipeline 'federatedIdentityCredentials@v1.0' = {
    name: 'orders-fallback/pipeline'
    audiences: ['api://AzureADTokenExchange']
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:acme/orders:environment:prod'
  }
}
