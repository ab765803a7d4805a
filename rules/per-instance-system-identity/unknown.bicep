param identityType string

resource worker 'Microsoft.Compute/virtualMachines@2024-07-01' = [for i in range(0, 3): {
  name: 'vm-orders-${i}'
  location: 'westeurope'
  identity: {
    type: identityType
  }
  properties: {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' }
  }
}]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-orders'
}

// Key Vault Secrets User
resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for i in range(0, 3): {
  name: guid(vault.id, 'worker', string(i))
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
    principalId: worker[i].identity.principalId
    principalType: 'ServicePrincipal'
  }
}]
