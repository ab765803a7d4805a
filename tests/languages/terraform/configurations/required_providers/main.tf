terraform {
  required_version = "~> 1.11"
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
provider "terraform" {}
resource "terraform_data" "all" {
  provider = terraform
  input    = "x"
}
