module "child" {
  source = "./child"
  settings = {
    location = "westeurope"
    later    = terraform_data.after.id
    sizes    = { small = 1, big = 2 }
  }
}
resource "terraform_data" "after" { input = module.child.location }
