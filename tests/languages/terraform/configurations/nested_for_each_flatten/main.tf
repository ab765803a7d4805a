variable "groups" {
  type = map(object({ members = list(string), roles = optional(set(string), ["reader"]) }))
  default = {
    ops = { members = ["ann", "bob"], roles = ["owner", "contributor"] }
    dev = { members = ["cid"] }
  }
}
locals {
  assignments = merge([
    for group, settings in var.groups : {
      for pair in setproduct(settings.members, settings.roles) :
      "${group}-${pair[0]}-${pair[1]}" => { group = group, member = pair[0], role = pair[1] }
    }
  ]...)
}
resource "terraform_data" "assignment" {
  for_each = local.assignments
  input    = each.value
}
