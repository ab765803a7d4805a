// Boot diagnostics only, of a machine that is looked after elsewhere.
resource boot 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stbootprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  tags: { criticality: 'high' }
}

resource jump 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'vm-jump'
  location: 'westeurope'
  tags: { criticality: 'low' }
  properties: {
    hardwareProfile: { vmSize: 'Standard_B2s' }
    diagnosticsProfile: { bootDiagnostics: { enabled: true, storageUri: boot.properties.primaryEndpoints.blob } }
  }
}

// The files of a deployment script only, which its own identity reads.
resource scratch 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stscratchprod'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  tags: { criticality: 'high' }
}

resource seed 'Microsoft.Resources/deploymentScripts@2023-08-01' = {
  name: 'seed'
  location: 'westeurope'
  kind: 'AzureCLI'
  properties: {
    azCliVersion: '2.63.0'
    retentionInterval: 'P1D'
    scriptContent: 'echo done'
    storageAccountSettings: { storageAccountName: scratch.name }
  }
}
