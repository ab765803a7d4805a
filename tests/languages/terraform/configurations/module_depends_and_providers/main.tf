module "a" {
  source     = "./m"
  value      = "a"
  depends_on = [terraform_data.first]
}
module "b" {
  source = "./m"
  value  = module.a.value
}
resource "terraform_data" "first" { input = 1 }
