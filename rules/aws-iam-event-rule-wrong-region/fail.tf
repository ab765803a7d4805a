provider "aws" {
  region = "eu-west-1" # expect: aws-iam-event-rule-wrong-region
}

resource "aws_cloudwatch_event_rule" "identity" {
  name = "identity-changes"

  event_pattern = jsonencode({
    source      = ["aws.iam"]
    detail-type = ["AWS API Call via CloudTrail"]
  })
}
