variable "mode" {
  type = string
}

resource "google_container_cluster" "shop" {
  name     = "shop"
  location = "europe-west1"

  workload_identity_config {
    workload_pool = "example.svc.id.goog"
  }
}

resource "google_container_node_pool" "old" {
  name    = "old"
  cluster = google_container_cluster.shop.id

  node_config {
    workload_metadata_config {
      mode = var.mode
    }
  }
}
