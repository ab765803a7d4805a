resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  environment {
    variables = {
      AWS_STS_REGIONAL_ENDPOINTS = "regional"
    }
  }
}

variable "token" {
  type = string
}

# What is not known here is the value of another variable.
resource "aws_ecs_task_definition" "api" {
  family = "api"

  container_definitions = jsonencode([{
    name        = "api"
    image       = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/api:1"
    environment = [{ name = "TOKEN", value = var.token }, { name = "AWS_STS_REGIONAL_ENDPOINTS", value = "regional" }]
    secrets     = [{ name = "PASSWORD", valueFrom = "arn:aws:ssm:eu-west-1:111122223333:parameter/password" }]
  }])
}
