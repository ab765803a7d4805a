locals { regions = { weu = "westeurope", neu = "northeurope" } }
module "region" {
  source   = "./region"
  for_each = local.regions
  name     = each.key
  location = each.value
}
resource "terraform_data" "ids" {
  input = { for name, region in module.region : name => region.labels }
}
resource "terraform_data" "one" {
  input = module.region["weu"].labels[1]
}
