module "names" {
  source = "./names"
  prefix = "p"
}
module "apps" {
  source   = "./apps"
  for_each = module.names.all
  name     = each.value
}
output "apps" { value = [for app in module.apps : app.name] }
