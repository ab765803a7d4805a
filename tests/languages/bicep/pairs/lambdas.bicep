var people = [
  { name: 'Evie', age: 4 }
  { name: 'Casper', age: 3 }
  { name: 'Lady', age: 10 }
]
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'lambdas'
  location: 'westeurope'
  tags: {
    mapped: join(map(people, person => person.name), ',')
    numbered: join(map(people, (person, i) => '${i}${person.name}'), ',')
    old: string(length(filter(people, person => person.age > 3)))
    total: string(reduce(people, 0, (sum, person) => sum + person.age))
    sorted: join(map(sort(people, (a, b) => a.age < b.age), person => person.name), ',')
    keyed: string(toObject(people, person => person.name, person => person.age).Evie)
    grouped: string(length(groupBy(people, person => substring(person.name, 0, 1)).E))
    values: join(map(items(mapValues({ a: 1, b: 2 }, v => v * 2)), entry => '${entry.key}${entry.value}'), ',')
    nested: join(flatten(map(range(0, 2), i => map(range(0, 2), j => '${i}${j}'))), ',')
  }
}
