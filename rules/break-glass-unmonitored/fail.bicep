extension microsoftGraphV1

resource first 'Microsoft.Graph/applications@v1.0' = { // expect: break-glass-unmonitored
  uniqueName: 'break-glass-deployment'
  displayName: 'break-glass-deployment'
}
