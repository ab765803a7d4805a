provider "aws" {
  region     = "eu-west-1"
  sts_region = "us-east-1" # expect: aws-sts-region-mismatch
}

terraform {
  backend "s3" {
    bucket     = "example-state"
    key        = "shop.tfstate"
    region     = "eu-west-1"
    sts_region = "us-east-1" # expect: aws-sts-region-mismatch
  }
}
