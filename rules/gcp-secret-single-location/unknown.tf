variable "places" {
  type = list(string)
}

resource "google_secret_manager_secret" "fallback" {
  secret_id = "fallback"

  replication {
    user_managed {
      dynamic "replicas" {
        for_each = var.places
        content {
          location = replicas.value
        }
      }
    }
  }
}
