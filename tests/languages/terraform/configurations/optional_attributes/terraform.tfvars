apps = {
  plain = { name = "p" }
  nulls = { name = "n", size = null, zones = null, identity = null, owner = null }
  full = {
    name = 7, size = "3", zones = [3], owner = "me"
    identity = { type = "UserAssigned", ids = ["a"] }
  }
  partly = { name = "q", identity = { ids = [] } }
}
