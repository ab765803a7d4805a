import { region, nameOf as named, tierType } from 'shared/constants.bicep'
import * as constants from 'shared/constants.bicep'

param tier tierType = 'Free'
param other constants.tierType?

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: named('id')
  location: region
  tags: {
    tier: tier
    other: other ?? constants.nameOf('other')
    region: constants.region
  }
}
