provider "aws" {
  region     = "eu-west-1"
  sts_region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
