locals {
  apps = {
    web    = { size = 2, tags = { tier = "front" } }
    worker = { size = 1, tags = {} }
    "a.b c" = { size = 0, tags = { "x/y" = "z" } }
  }
}
resource "terraform_data" "app" {
  for_each         = { for name, app in local.apps : name => app if app.size >= 0 }
  input            = merge(each.value.tags, { name = each.key, size = each.value.size })
  triggers_replace = [each.key]
}
resource "terraform_data" "sizes" {
  input = { for name, app in terraform_data.app : name => app.input.size }
}
