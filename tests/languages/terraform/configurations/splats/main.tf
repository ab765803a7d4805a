locals {
  list   = [{ id = 1, sub = [{ x = "a" }] }, { id = 2, sub = [] }]
  single = { id = 3 }
  none   = null
}
resource "terraform_data" "all" {
  input = {
    ids     = local.list[*].id
    legacy  = local.list.*.id
    nested  = local.list[*].sub[*].x
    single  = local.single[*].id
    null    = local.none[*]
    indexed = local.list[0].sub[*].x
  }
}
