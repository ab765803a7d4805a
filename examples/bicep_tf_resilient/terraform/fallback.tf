# The second way to sign in, for the workloads that must not stop: a service principal with a certificate. It needs
# Entra ID and nothing of managed identity. A managed identity stays the first way, and stands when Entra ID's global
# endpoint fails: neither is lost with the other.
resource "azuread_application" "fallback" {
  for_each = var.fallback

  display_name = "${local.name}-${each.key}-fallback"
}

resource "azuread_service_principal" "fallback" {
  for_each = var.fallback

  client_id = azuread_application.fallback[each.key].client_id
}

# Ends when the certificate does; the vault renews it a month before and App Service and Compute copy the new one.
resource "azuread_application_certificate" "fallback" {
  for_each = var.fallback

  application_id = azuread_application.fallback[each.key].id
  type           = "AsymmetricX509Cert"
  encoding       = "base64"
  value          = each.value.certificate
}
