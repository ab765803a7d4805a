provider "aws" {}

resource "aws_cloudwatch_event_rule" "health" {
  name = "health"

  event_pattern = jsonencode({
    source      = ["aws.health"]
    detail-type = ["AWS Health Event"]
  })
}
