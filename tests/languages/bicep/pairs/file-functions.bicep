var settings = loadJsonContent('shared/settings.json')
resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: 'plan'
  location: 'westeurope'
  sku: { name: settings.app.tier }
  tags: {
    text: loadTextContent('shared/hello.txt')
    zone: string(loadJsonContent('shared/settings.json', '$.app.zones[1]'))
    yaml: loadYamlContent('shared/settings.yaml').app.tier
    encoded: loadFileAsBase64('shared/hello.txt')
  }
}
