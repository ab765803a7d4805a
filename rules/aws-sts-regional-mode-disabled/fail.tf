resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  environment {
    variables = { # expect: aws-sts-regional-mode-disabled
      AWS_STS_REGIONAL_ENDPOINTS = "legacy"
    }
  }
}

resource "aws_launch_template" "workers" {
  name = "workers"

  user_data = base64encode("#!/bin/sh\necho 'export AWS_STS_REGIONAL_ENDPOINTS=legacy' > /etc/profile.d/sts.sh\n") # expect: aws-sts-regional-mode-disabled
}

resource "aws_ecs_task_definition" "api" {
  family = "api"

  container_definitions = jsonencode([{ # expect: aws-sts-regional-mode-disabled
    name        = "api"
    image       = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/api:1"
    environment = [{ name = "AWS_STS_REGIONAL_ENDPOINTS", value = "legacy" }]
  }])
}
