provider "aws" {
  region = "eu-west-1" # expect: aws-health-rule-misses-global-events
}

resource "aws_cloudwatch_event_rule" "health" {
  name = "health"

  event_pattern = jsonencode({
    source      = ["aws.health"]
    detail-type = ["AWS Health Event"]
  })
}
