variable "region" {
  type = string
}

provider "aws" {
  region     = var.region
  sts_region = "us-east-1"
}
