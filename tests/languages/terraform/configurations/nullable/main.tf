module "callee" {
  source   = "./callee"
  strict   = null
  lenient  = null
  required = null
}
resource "terraform_data" "seen" {
  input = module.callee.seen
}
