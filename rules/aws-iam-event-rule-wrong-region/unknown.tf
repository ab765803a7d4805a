provider "aws" {}

resource "aws_cloudwatch_event_rule" "identity" {
  name = "identity-changes"

  event_pattern = jsonencode({
    source      = ["aws.iam"]
    detail-type = ["AWS API Call via CloudTrail"]
  })
}
