provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudwatch_event_rule" "health" {
  for_each = toset(["eu-west-1", "us-east-1", "us-west-2"])
  region   = each.value
  name     = "health"

  event_pattern = jsonencode({
    source      = ["aws.health"]
    detail-type = ["AWS Health Event"]
  })
}
