terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
resource "terraform_data" "all" {
  input = {
    encoded = provider::terraform::encode_expr({ a = 1 })
    decoded = provider::terraform::decode_tfvars("x = 1\n")
  }
}
