resource "google_secret_manager_secret" "fallback" {
  secret_id = "fallback"

  replication {
    user_managed {
      replicas { # expect: gcp-secret-single-location
        location = "europe-west1"
      }
    }
  }
}
