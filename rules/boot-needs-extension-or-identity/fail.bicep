param clientId string

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
        customData: base64('#!/bin/bash\naz login --identity --client-id ${clientId}\n') // expect: boot-needs-extension-or-identity
      }
    }
  }
}

resource web 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-web'
  location: 'westeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Uniform'
    virtualMachineProfile: {
      extensionProfile: {
        extensions: [ // expect: boot-needs-extension-or-identity
          {
            name: 'start'
            properties: {
              publisher: 'Microsoft.Azure.Extensions'
              type: 'CustomScript'
              typeHandlerVersion: '2.1'
              settings: {
                commandToExecute: 'systemctl enable --now web'
              }
            }
          }
        ]
      }
    }
  }
}

resource api 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = { // expect: boot-needs-extension-or-identity
  name: 'vmss-api'
  location: 'westeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 3
  }
  properties: {
    orchestrationMode: 'Uniform'
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'api'
      }
    }
  }
}

resource install 'Microsoft.Compute/virtualMachineScaleSets/extensions@2024-07-01' = {
  parent: api
  name: 'install'
  properties: {
    publisher: 'Microsoft.Azure.Extensions'
    type: 'CustomScript'
    typeHandlerVersion: '2.1'
    protectedSettings: {
      fileUris: [
        'https://storders.blob.core.windows.net/boot/install.sh'
      ]
      commandToExecute: 'sh install.sh'
      managedIdentity: {}
    }
  }
}
