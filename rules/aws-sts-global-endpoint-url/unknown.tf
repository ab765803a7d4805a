variable "token_service" {
  type = string
}

provider "aws" {
  region = "eu-south-2"

  endpoints {
    sts = var.token_service
  }
}
