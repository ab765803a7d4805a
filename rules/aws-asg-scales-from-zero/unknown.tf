variable "least" {
  type = number
}

resource "aws_autoscaling_group" "web" {
  name                = "web"
  min_size            = var.least
  max_size            = 6
  vpc_zone_identifier = ["subnet-1", "subnet-2", "subnet-3"]
  target_group_arns   = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1"]
}
