resource "aws_launch_template" "workers" {
  name = "workers"

  # expect: control-plane-in-boot-script
  user_data = base64encode(<<-EOT
    #!/bin/bash
    aws iam attach-role-policy --role-name workers --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
  EOT
  )
}

resource "google_compute_instance_template" "workers" {
  name_prefix  = "workers-"
  machine_type = "e2-small"

  metadata_startup_script = "gcloud projects add-iam-policy-binding example --member=serviceAccount:x --role=roles/viewer" # expect: control-plane-in-boot-script

  disk {
    source_image = "debian-cloud/debian-12"
  }
}
