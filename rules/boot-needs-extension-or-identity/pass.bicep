resource workers 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-workers'
  location: 'westeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Uniform'
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'worker'
        customData: base64('#cloud-config\nruncmd:\n  - [systemctl, enable, --now, worker]\n')
      }
      extensionProfile: {
        extensions: [
          {
            name: 'monitor'
            properties: {
              publisher: 'Microsoft.Azure.Monitor'
              type: 'AzureMonitorLinuxAgent'
              typeHandlerVersion: '1.0'
            }
          }
        ]
      }
    }
  }
}
