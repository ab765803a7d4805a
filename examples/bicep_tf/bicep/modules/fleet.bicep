param name string
param location string
param sku string
param instances int
param image string
param start string?
param subnetId string
param sshPublicKey string
param registry string
param identityId string
param identityClientId string
param tags object

var script = replace(loadTextContent('boot.sh'), '__CLIENT_ID__', identityClientId)
var boot = replace(replace(script, '__REGISTRY__', registry), '__IMAGE__', image)

resource fleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: instances }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    orchestrationMode: 'Uniform'
    overprovision: false
    singlePlacementGroup: false
    upgradePolicy: { mode: 'Manual' }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'parcel'
        adminUsername: 'parcel'
        customData: base64(boot)
        linuxConfiguration: {
          disablePasswordAuthentication: true
          ssh: {
            publicKeys: [{ path: '/home/parcel/.ssh/authorized_keys', keyData: sshPublicKey }]
          }
        }
      }
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' }
        osDisk: {
          createOption: 'FromImage'
          caching: 'ReadWrite'
          managedDisk: { storageAccountType: 'Premium_LRS' }
        }
      }
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'primary'
            properties: {
              primary: true
              ipConfigurations: [{ name: 'internal', properties: { primary: true, subnet: { id: subnetId } } }]
            }
          }
        ]
      }
      extensionProfile: {
        extensions: start == null ? [] : [
          {
            name: 'start'
            properties: {
              publisher: 'Microsoft.Azure.Extensions'
              type: 'CustomScript'
              typeHandlerVersion: '2.1'
              settings: { commandToExecute: start }
            }
          }
        ]
      }
    }
  }
}
