# A policy that is switched off cuts nobody off.
resource "azuread_conditional_access_policy" "admins" {
  display_name = "Administrators use a second factor"
  state        = "disabled"

  conditions {
    client_app_types = ["all"]

    applications {
      included_applications = ["All"]
    }

    users {
      included_roles  = ["62e90394-69f5-4237-9190-012177145e10"]
      excluded_groups = ["00000000-0000-0000-0000-000000000000"]
    }
  }

  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }

  session_controls {
    disable_resilience_defaults = true
  }
}
