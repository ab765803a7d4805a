resource "azuread_conditional_access_policy" "admins" {
  display_name = "Administrators use a second factor"
  state        = "enabled"

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
    sign_in_frequency        = 12
    sign_in_frequency_period = "hours"
  }
}
