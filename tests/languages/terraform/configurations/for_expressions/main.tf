locals {
  users = [
    { name = "ann", role = "admin", tags = ["x", "y"] },
    { name = "bob", role = "user", tags = [] },
    { name = "cid", role = "user", tags = ["z"] },
  ]
}
resource "terraform_data" "all" {
  input = {
    names   = [for user in local.users : upper(user.name)]
    indexed = [for index, user in local.users : "${index}:${user.name}"]
    by_role = { for user in local.users : user.role => user.name... }
    filter  = [for user in local.users : user.name if length(user.tags) > 0]
    nested  = flatten([for user in local.users : [for tag in user.tags : "${user.name}.${tag}"]])
    map     = { for key, value in { b = 2, a = 1 } : value => key }
    set     = [for value in toset(["c", "a"]) : value]
    object  = { for user in local.users : user.name => { role = user.role, tags = toset(user.tags) } }
  }
}
