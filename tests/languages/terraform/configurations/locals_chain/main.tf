locals {
  a = { b = { c = [10, 20, 30] } }
  b = local.a.b
  c = local.b.c[1]
  d = local.b["c"][2]
  e = [for value in local.b.c : value / 10]
  f = local.a.b.c[*]
  g = { (local.name) = local.c, literal = "x", "quoted key" = 1 }
  name = "dynamic"
}
resource "terraform_data" "all" {
  input = [local.c, local.d, local.e, local.f, local.g, local.g.dynamic, local.g["quoted key"]]
}
