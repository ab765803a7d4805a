resource "google_secret_manager_secret" "fallback" {
  secret_id = "fallback"

  replication {
    user_managed {
      replicas {
        location = "europe-west1"
      }

      replicas {
        location = "europe-north1"
      }
    }
  }
}

resource "google_secret_manager_secret" "orders" {
  secret_id = "orders"

  replication {
    auto {}
  }
}
