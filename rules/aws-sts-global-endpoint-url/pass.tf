provider "aws" {
  region = "eu-south-2"

  endpoints {
    sts = "https://sts.eu-south-2.amazonaws.com"
  }
}

# Here the name is the audience of the tokens that GitHub issues.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
