resource agents 'Microsoft.DevOpsInfrastructure/pools@2024-10-19' = {
  name: 'mdp-agents'
  location: 'westeurope'
  properties: {
    devCenterProjectResourceId: '/subscriptions/0/resourceGroups/rg-build/providers/Microsoft.DevCenter/projects/build'
    maximumConcurrency: 10
    organizationProfile: {
      kind: 'AzureDevOps'
      organizations: [
        {
          url: 'https://dev.azure.com/example'
        }
      ]
    }
    agentProfile: {
      kind: 'Stateless'
      resourcePredictions: {}
      resourcePredictionsProfile: {
        kind: 'Automatic'
        predictionPreference: 'Balanced'
      }
    }
    fabricProfile: {
      kind: 'Vmss'
      sku: {
        name: 'Standard_D2as_v5'
      }
      images: [
        {
          wellKnownImageName: 'ubuntu-24.04'
          buffer: '*'
        }
      ]
    }
  }
}
