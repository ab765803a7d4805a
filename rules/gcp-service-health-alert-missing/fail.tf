provider "google" { # expect: gcp-service-health-alert-missing
  project = "example"
}

resource "google_monitoring_alert_policy" "errors" {
  display_name = "errors"
  combiner     = "OR"

  conditions {
    display_name = "errors"

    condition_threshold {
      comparison = "COMPARISON_GT"
      duration   = "60s"
      filter     = "metric.type=\"run.googleapis.com/request_count\" AND resource.type=\"cloud_run_revision\""
    }
  }
}
