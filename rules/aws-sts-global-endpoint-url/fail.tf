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

resource "aws_ecs_task_definition" "api" {
  family = "api"

  container_definitions = jsonencode([{ # expect: aws-sts-global-endpoint-url
    name        = "api"
    image       = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/api:1"
    environment = [{ name = "AWS_ENDPOINT_URL_STS", value = "https://sts.amazonaws.com" }]
  }])
}
