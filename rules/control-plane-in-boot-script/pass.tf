resource "aws_launch_template" "workers" {
  name = "workers"

  user_data = base64encode(<<-EOT
    #!/bin/bash
    # aws iam attach-role-policy is done by the stack
    aws s3 cp s3://example-config/app.conf /etc/app.conf
  EOT
  )
}
