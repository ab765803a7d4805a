variable "mode" {
  type = string
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/orders"

  environment {
    variables = {
      AWS_STS_REGIONAL_ENDPOINTS = var.mode
    }
  }
}
