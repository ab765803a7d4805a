provider "google" {
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

resource "google_monitoring_alert_policy" "incidents" {
  display_name = "incidents"
  combiner     = "OR"

  conditions {
    display_name = "incidents"

    condition_matched_log {
      filter = "resource.type=\"servicehealth.googleapis.com/Event\" AND jsonPayload.category=\"INCIDENT\""
    }
  }
}
