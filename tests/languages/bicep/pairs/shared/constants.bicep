@export()
var region = toLower('WestEurope')

@export()
type tierType = 'Free' | 'Paid'

@export()
@description('Names things')
func nameOf(kind string) string => '${kind}-${region}'
