targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('A region that serves, alone if need be: its instances carry the peak of both without scaling.')
type Region = {
  location: string
  apiInstances: int
  workers: int
  workerSubnet: string
  workerImage: string
}

@description('The certificate of a fallback: public part here, whole in the platform team\'s vault.')
type Fallback = {
  workload: 'api' | 'workers'
  certificate: string
  vaultSecret: string
  thumbprint: string
}

param environment string
param criticality string
param platformGroupId string
param oncallEmail string
param oncallPhone string
param sshPublicKey string
param databaseSku string
param apiSku string
param regions Region[]
param reportingRegion string
param fallbacks Fallback[]

@description('Where the certificates are kept on record. App Service and Compute copy them; no workload reads it.')
param fallbackVaultId string

var name = 'parcel-${environment}'
var primary = 'eastus'
var standby = 'centralus'
var tags = { system: 'parcel', environment: environment, owner: 'tracking-team' }
var criticalTags = union(tags, { criticality: criticality })
var listener = '${failover.name}${az.environment().suffixes.sqlServerHostname}'
var entraLogs = [
  'AuditLogs'
  'SignInLogs'
  'NonInteractiveUserSignInLogs'
  'ManagedIdentitySignInLogs'
  'ServicePrincipalSignInLogs'
]

// The second way to sign in, for the workloads that must not stop: a service principal with a certificate. It needs
// Entra ID and nothing of managed identity. A managed identity stays the first way, and stands when Entra ID's global
// endpoint fails: neither is lost with the other.
resource application 'Microsoft.Graph/applications@v1.0' = [for fallback in fallbacks: {
  uniqueName: '${name}-${fallback.workload}-fallback'
  displayName: '${name}-${fallback.workload}-fallback'
  keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: fallback.certificate }]
}]

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = [for (fallback, i) in fallbacks: {
  appId: application[i].appId
}]

// One stamp a region: its own identities, its own queue, enough instances for everybody.
module stamp 'modules/stamp.bicep' = [for region in regions: {
  name: 'stamp-${region.location}'
  params: {
    name: name
    region: region
    tags: criticalTags
    database: 'jdbc:sqlserver://${listener};database=tracking'
    apiSku: apiSku
    sshPublicKey: sshPublicKey
    fallbackVaultId: fallbackVaultId
    api: {
      clientId: application[0].appId
      objectId: principal[0].id
      vaultSecret: fallbacks[0].vaultSecret
      thumbprint: fallbacks[0].thumbprint
    }
    workers: {
      clientId: application[1].appId
      objectId: principal[1].id
      vaultSecret: fallbacks[1].vaultSecret
      thumbprint: fallbacks[1].thumbprint
    }
  }
}]

// Clients reach whichever region answers; neither is told of by the other.
resource entry 'Microsoft.Network/trafficManagerProfiles@2022-04-01' = {
  name: 'tm-${name}'
  location: 'global'
  tags: tags
  properties: {
    trafficRoutingMethod: 'Performance'
    dnsConfig: { relativeName: 'fernway-${name}', ttl: 30 }
    monitorConfig: { protocol: 'HTTPS', port: 443, path: '/health' }
    endpoints: [for (region, i) in regions: {
      name: region.location
      type: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints'
      properties: { targetResourceId: stamp[i].outputs.apiId }
    }]
  }
}

// Reports may wait: one region, one identity of its own, no fallback.
module reporting 'modules/reporting.bicep' = {
  name: 'reporting'
  params: {
    name: '${name}-reporting'
    location: reportingRegion
    database: 'jdbc:sqlserver://${failover.name}.secondary${az.environment().suffixes.sqlServerHostname};database=tracking'
    tags: union(tags, { workload: 'reporting', criticality: 'standard' })
  }
}

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql-${name}-${primary}'
  location: primary
  tags: criticalTags
  properties: {
    version: '12.0'
    administrators: {
      administratorType: 'ActiveDirectory'
      principalType: 'Group'
      login: 'parcel-platform'
      sid: platformGroupId
      tenantId: subscription().tenantId
      azureADOnlyAuthentication: true
    }
  }
}

resource partner 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql-${name}-${standby}'
  location: standby
  tags: criticalTags
  properties: {
    version: '12.0'
    administrators: {
      administratorType: 'ActiveDirectory'
      principalType: 'Group'
      login: 'parcel-platform'
      sid: platformGroupId
      tenantId: subscription().tenantId
      azureADOnlyAuthentication: true
    }
  }
}

resource tracking 'Microsoft.Sql/servers/databases@2023-08-01' = {
  parent: server
  name: 'tracking'
  location: primary
  tags: criticalTags
  sku: { name: databaseSku }
  properties: {
    zoneRedundant: true
    requestedBackupStorageRedundancy: 'GeoZone'
  }
}

// Workloads use its listener's name, which follows the database when it moves.
resource failover 'Microsoft.Sql/servers/failoverGroups@2023-08-01' = {
  parent: server
  name: 'fog-${name}'
  properties: {
    databases: [tracking.id]
    partnerServers: [{ id: partner.id }]
    readWriteEndpoint: { failoverPolicy: 'Automatic', failoverWithDataLossGracePeriodMinutes: 60 }
  }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: standby
  tags: tags
  properties: {
    retentionInDays: 90
    sku: { name: 'PerGB2018' }
  }
}

resource entra 'microsoft.aadiam/diagnosticSettings@2017-04-01' = {
  scope: tenant()
  name: 'entra-to-log-analytics'
  properties: {
    workspaceId: workspace.id
    logs: [for category in entraLogs: { category: category, enabled: true }]
  }
}

// Mail and text message: neither asks for a token.
resource oncall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}-oncall'
  location: 'global'
  properties: {
    groupShortName: 'oncall'
    enabled: true
    emailReceivers: [{ name: 'tracking-oncall', emailAddress: oncallEmail }]
    smsReceivers: [{ name: 'tracking-oncall-phone', countryCode: '1', phoneNumber: oncallPhone }]
  }
}

resource serviceHealth 'Microsoft.Insights/activityLogAlerts@2020-10-01' = {
  name: 'azure-service-health'
  location: 'global'
  properties: {
    enabled: true
    description: 'Azure incidents, in any region and in none: identity is often reported as Global.'
    scopes: [subscription().id]
    condition: {
      allOf: [
        { field: 'category', equals: 'ServiceHealth' }
        { field: 'properties.incidentType', equals: 'Incident' }
      ]
    }
    actions: { actionGroups: [{ actionGroupId: oncall.id }] }
  }
}

// Tokens refused to our own identities, and any use of a fallback: the first means trouble, the second that it is used.
resource tokens 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'parcel-tokens'
  location: standby
  properties: {
    enabled: true
    severity: 1
    scopes: [workspace.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: 'union AADManagedIdentitySignInLogs, AADServicePrincipalSignInLogs | where ServicePrincipalName startswith "${name}" | where ResultType != "0" or ServicePrincipalName endswith "-fallback"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 5
        }
      ]
    }
    actions: { actionGroups: [oncall.id] }
  }
}

resource errors 'Microsoft.Insights/metricAlerts@2018-03-01' = [for (region, i) in regions: {
  name: 'tracking-5xx-${region.location}'
  location: 'global'
  properties: {
    enabled: true
    severity: 1
    scopes: [stamp[i].outputs.apiId]
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
}]
