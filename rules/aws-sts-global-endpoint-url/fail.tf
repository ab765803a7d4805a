provider "aws" {
  region = "eu-south-2"

  endpoints {
    sts = "https://sts.amazonaws.com" # expect: aws-sts-global-endpoint-url
  }
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  environment {
    variables = { # expect: aws-sts-global-endpoint-url
      AWS_ENDPOINT_URL_STS = "https://sts.amazonaws.com"
    }
  }
}
