resource "aws_autoscaling_group" "web" {
  name                = "web"
  min_size            = 3
  max_size            = 6
  vpc_zone_identifier = ["subnet-1", "subnet-2", "subnet-3"]
  target_group_arns   = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1"]
}

# Nobody sends requests to these.
resource "aws_autoscaling_group" "reports" {
  name                = "reports"
  min_size            = 0
  max_size            = 6
  vpc_zone_identifier = ["subnet-1", "subnet-2"]
}
