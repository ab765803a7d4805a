type Fallback = { clientId: string, objectId: string, vaultSecret: string, thumbprint: string }

param name string
param region { location: string, apiInstances: int, workers: int, workerSubnet: string, workerImage: string }
param tags object
param database string
param apiSku string
param sshPublicKey string
param fallbackVaultId string
param api Fallback
param workers Fallback

var location = region.location
// Where App Service puts a loaded certificate in a Linux app.
var certificatePath = '/var/ssl/private/${api.thumbprint}.p12'

var scanQueue = '${scans.properties.primaryEndpoints.queue}scan-events'
var forQueue = replace(loadTextContent('boot.sh'), '__QUEUE__', scanQueue)
var forIdentity = replace(forQueue, '__CLIENT_ID__', workersIdentity.properties.clientId)
var forTenant = replace(forIdentity, '__TENANT_ID__', subscription().tenantId)
var boot = replace(forTenant, '__FALLBACK_CLIENT_ID__', workers.clientId)

// Storage Queue Data Contributor
var queueRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88')

resource apiIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-api-${location}'
  location: location
  tags: tags
  properties: { isolationScope: 'Regional' }
}

resource workersIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}-workers-${location}'
  location: location
  tags: tags
  properties: { isolationScope: 'Regional' }
}

resource scans 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st${replace(name, '-', '')}${location}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_GZRS' }
  properties: {
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }
}

// Identity and fallback of a workload may do the same, or the fallback would get a token and be refused.
resource apiScans 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scans
  name: guid(scans.id, apiIdentity.id, queueRole)
  properties: {
    roleDefinitionId: queueRole
    principalId: apiIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource apiFallbackScans 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scans
  name: guid(scans.id, 'api-fallback', queueRole)
  properties: {
    roleDefinitionId: queueRole
    principalId: api.objectId
    principalType: 'ServicePrincipal'
  }
}

resource workersScans 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scans
  name: guid(scans.id, workersIdentity.id, queueRole)
  properties: {
    roleDefinitionId: queueRole
    principalId: workersIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource workersFallbackScans 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scans
  name: guid(scans.id, 'workers-fallback', queueRole)
  properties: {
    roleDefinitionId: queueRole
    principalId: workers.objectId
    principalType: 'ServicePrincipal'
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan-${name}-${location}'
  location: location
  tags: tags
  kind: 'linux'
  sku: { name: apiSku, capacity: region.apiInstances }
  properties: { reserved: true, zoneRedundant: true }
}

// App Service copies the certificate out of the vault with a principal of its own and keeps the copy.
resource certificate 'Microsoft.Web/certificates@2023-12-01' = {
  name: '${name}-fallback-${location}'
  location: location
  tags: tags
  properties: {
    serverFarmId: plan.id
    keyVaultId: fallbackVaultId
    keyVaultSecretName: api.vaultSecret
  }
}

resource trackingApi 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-${name}-tracking-${location}'
  location: location
  tags: union(tags, { workload: 'tracking-api' })
  kind: 'app,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${apiIdentity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    siteConfig: {
      linuxFxVersion: 'JAVA|21-java21'
      alwaysOn: true
      healthCheckPath: '/health'
      // The code asks the managed identity first and, when that fails, signs in with the certificate.
      appSettings: [
        { name: 'SCAN_QUEUE', value: scanQueue }
        { name: 'AZURE_CLIENT_ID', value: apiIdentity.properties.clientId }
        {
          name: 'TRACKING_DATABASE'
          value: '${database};authentication=ActiveDirectoryManagedIdentity;msiClientId=${apiIdentity.properties.clientId}'
        }
        { name: 'WEBSITE_LOAD_CERTIFICATES', value: api.thumbprint }
        { name: 'FALLBACK_TENANT_ID', value: subscription().tenantId }
        { name: 'FALLBACK_CLIENT_ID', value: api.clientId }
        { name: 'FALLBACK_CLIENT_CERTIFICATE_PATH', value: certificatePath }
        {
          name: 'FALLBACK_DATABASE'
          value: '${database};authentication=ActiveDirectoryServicePrincipalCertificate;user=${api.clientId};clientCertificate=${certificatePath}'
        }
      ]
    }
  }
  dependsOn: [certificate]
}

resource workerFleet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'vmss-${name}-workers-${location}'
  location: location
  tags: union(tags, { workload: 'scan-workers' })
  zones: ['1', '2', '3']
  sku: { name: 'Standard_D4s_v5', capacity: region.workers }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${workersIdentity.id}': {} }
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
        // Compute puts the certificate on the disk while it makes the machine; the machine asks nobody for it.
        secrets: [
          {
            sourceVault: { id: fallbackVaultId }
            vaultCertificates: [{ certificateUrl: workers.vaultSecret }]
          }
        ]
      }
      storageProfile: {
        imageReference: { id: region.workerImage }
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
              ipConfigurations: [
                { name: 'internal', properties: { primary: true, subnet: { id: region.workerSubnet } } }
              ]
            }
          }
        ]
      }
    }
  }
}

output apiId string = trackingApi.id
