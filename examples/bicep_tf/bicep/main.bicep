targetScope = 'resourceGroup'

@description('A scale set: the workers that process scan events, or the build agents.')
type Fleet = {
  name: string
  sku: string
  instances: int
  image: string

  @description('Command that starts the service when a machine is new.')
  start: string?
}

param environment string
param location string = resourceGroup().location
param reportingLocation string
param criticality string
param platformGroupId string
param oncallEmail string
param sshPublicKey string
param fallbackClientId string
param apiSpec { sku: string, workers: int, image: string }
param cluster { vmSize: string, minCount: int, maxCount: int }
param subnets { fleet: string, cluster: string }
param fleets Fleet[]
param databaseSku string = 'GP_Gen5_2'

@secure()
param fallbackClientSecret string

var name = 'parcel-${environment}'
var tags = { system: 'parcel', environment: environment, owner: 'tracking-team' }
var criticalTags = union(tags, { criticality: criticality })
var entraLogs = ['AuditLogs', 'SignInLogs', 'NonInteractiveUserSignInLogs']

// Contributor, Role Based Access Control Administrator, AcrPull, Key Vault Secrets Officer,
// Storage Blob Data Owner, Storage Queue Data Contributor, Managed Identity Operator.
var roles = {
  deploy: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
  grant: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168'
  registry: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
  secrets: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  blobs: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queues: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  kubelet: 'f1a07417-d97a-45cb-824c-7a7467783830'
}

resource parcelIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: location
  tags: tags
}

resource parcelRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(roles): {
  name: guid(resourceGroup().id, parcelIdentity.id, role.value)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    principalId: parcelIdentity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource github 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: parcelIdentity
  name: 'github-${environment}'
  properties: {
    audiences: ['api://AzureADTokenExchange']
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:fernway/parcel:environment:${environment}'
  }
}

resource parcelStorage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stparcel${environment}'
  location: location
  tags: criticalTags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }
}

resource parcelSql 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql-${name}'
  location: location
  tags: criticalTags
  properties: {
    version: '12.0'
    administrators: {
      administratorType: 'ActiveDirectory'
      principalType: 'Application'
      login: parcelIdentity.name
      sid: parcelIdentity.properties.principalId
      tenantId: subscription().tenantId
      azureADOnlyAuthentication: true
    }
  }
}

resource tracking 'Microsoft.Sql/servers/databases@2023-08-01' = {
  parent: parcelSql
  name: 'tracking'
  location: location
  tags: criticalTags
  sku: { name: databaseSku }
  properties: {
    requestedBackupStorageRedundancy: 'Local'
  }
}

resource parcelVault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${name}'
  location: location
  tags: criticalTags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }
}

// Secret of the service principal that the API tries when the managed identity gives it no token.
resource fallback 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: parcelVault
  name: 'tracking-fallback'
  properties: {
    value: fallbackClientSecret
    attributes: {
      exp: dateTimeToEpoch('2026-08-31T00:00:00Z')
    }
  }
}

resource parcelRegistry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crparcel${environment}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
}

module api 'modules/api.bicep' = {
  name: 'api'
  params: {
    name: 'app-${name}-tracking'
    location: location
    sku: apiSpec.sku
    workers: apiSpec.workers
    image: apiSpec.image
    registry: parcelRegistry.properties.loginServer
    identityId: parcelIdentity.id
    identityClientId: parcelIdentity.properties.clientId
    tags: criticalTags
    settings: {
      TRACKING_DATABASE: 'Server=tcp:${parcelSql.properties.fullyQualifiedDomainName},1433;Database=tracking;Authentication=Active Directory Managed Identity;User Id=${parcelIdentity.properties.clientId}'
      TRACKING_SCAN_QUEUE: '${parcelStorage.properties.primaryEndpoints.queue}scan-events'
      FALLBACK_TENANT_ID: subscription().tenantId
      FALLBACK_CLIENT_ID: fallbackClientId
      FALLBACK_CLIENT_SECRET: '@Microsoft.KeyVault(SecretUri=${fallback.properties.secretUri})'
    }
  }
}

module fleet 'modules/fleet.bicep' = [for item in fleets: {
  name: 'fleet-${item.name}'
  params: {
    name: 'vmss-${name}-${item.name}'
    location: location
    sku: item.sku
    instances: item.instances
    image: item.image
    start: item.?start
    subnetId: subnets.fleet
    sshPublicKey: sshPublicKey
    registry: parcelRegistry.properties.loginServer
    identityId: parcelIdentity.id
    identityClientId: parcelIdentity.properties.clientId
    tags: criticalTags
  }
}]

resource parcelCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-${name}'
  location: location
  tags: criticalTags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${parcelIdentity.id}': {} }
  }
  properties: {
    dnsPrefix: name
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      adminGroupObjectIDs: [platformGroupId]
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: cluster.vmSize
        enableAutoScaling: true
        count: cluster.minCount
        minCount: cluster.minCount
        maxCount: cluster.maxCount
        vnetSubnetID: subnets.cluster
      }
    ]
    identityProfile: {
      kubeletidentity: {
        resourceId: parcelIdentity.id
        clientId: parcelIdentity.properties.clientId
        objectId: parcelIdentity.properties.principalId
      }
    }
  }
  dependsOn: [parcelRoles]
}

// Runs beside the finance team's warehouse, which is in another region.
module reporting 'modules/reporting.bicep' = {
  name: 'reporting'
  params: {
    name: 'func-${name}-reporting'
    location: reportingLocation
    storageAccount: parcelStorage.name
    sqlServer: parcelSql.properties.fullyQualifiedDomainName
    identityId: parcelIdentity.id
    identityClientId: parcelIdentity.properties.clientId
    tags: union(tags, { criticality: 'standard' })
  }
}

resource parcelWorkspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    retentionInDays: 90
    sku: { name: 'PerGB2018' }
  }
}

resource vault 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: parcelVault
  name: 'vault-to-log-analytics'
  properties: {
    workspaceId: parcelWorkspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

// One setting serves the whole tenant, so only production owns it.
resource entra 'microsoft.aadiam/diagnosticSettings@2017-04-01' = if (environment == 'prod') {
  scope: tenant()
  name: 'entra-to-log-analytics'
  properties: {
    workspaceId: parcelWorkspace.id
    logs: [for category in entraLogs: { category: category, enabled: true }]
  }
}

resource oncall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}-oncall'
  location: 'global'
  properties: {
    groupShortName: 'oncall'
    enabled: true
    emailReceivers: [{ name: 'tracking-oncall', emailAddress: oncallEmail }]
  }
}

resource errors 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'tracking-5xx'
  location: 'global'
  properties: {
    enabled: true
    severity: 1
    scopes: [api.outputs.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'http-5xx'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Web/sites'
          metricName: 'Http5xx'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 20
        }
      ]
    }
    actions: [{ actionGroupId: oncall.id }]
  }
}

resource serviceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'azure-service-health'
  location: 'global'
  properties: {
    enabled: true
    description: 'Azure incidents in the region that Parcel runs in.'
    scopes: [subscription().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'ServiceHealth' }
        {
          anyOf: [
            { field: 'properties.incidentType', equals: 'Incident' }
            { field: 'properties.incidentType', equals: 'Maintenance' }
          ]
        }
        { field: 'properties.impactedServices[*].ImpactedRegions[*].RegionName', containsAny: ['East US'] }
      ]
    }
    actions: { actionGroups: [] }
  }
}
