param on bool = true
param n int = 7
param maybe object = {}

resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: on && n > 3 || false ? 'yes' : 'no'
  location: 'West Europe' =~ 'west europe' ? 'a' : 'b'
  tags: {
    math: string(n + 2 * 3 - 10 / 3 % 2)
    compare: string(n >= 7 && n != 8 && !(n < 1))
    notlike: string('a' !~ 'A')
    coalesced: maybe.?a.?b ?? 'fallback'
    index: maybe[?'a'] ?? 'none'
    negative: string(-n)
    long: on
      ? 'one'
      : 'two'
    order: string(1 + 2 == 3 && 2 < 3)
  }
}
