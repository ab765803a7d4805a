locals {
  config = yamldecode(<<-YAML
    apps:
      - name: web
        replicas: 2
      - name: job
  YAML
  )
}
resource "terraform_data" "app" {
  for_each = { for app in local.config.apps : app.name => app }
  input    = { name = each.value.name, replicas = try(each.value.replicas, 1) }
}
